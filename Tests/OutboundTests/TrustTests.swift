import Outbound
import Testing

/// The security promise S63: TLS 1.2 or later and a valid certificate, with no way around either.
@Suite(.serialized) struct TrustTests {
    @Test func `a certificate nobody vouches for is refused`() async throws {
        try await withSecureServer { server in
            await #expect(throws: OutboundError.tls) { try await sendOnce(to: "https://localhost:\(server.port)/") }
        }
    }

    @Test func `a certificate of a trusted authority is accepted`() async throws {
        try await withSecureServer { server in
            let answer = try await sendOnce(to: "https://localhost:\(server.port)/", trusting(server))
            #expect(answer.status == 200)
        }
    }

    @Test func `a trusted certificate of another host is refused`() async throws {
        try await withSecureServer(for: "other.example") { server in
            await #expect(throws: OutboundError.tls) {
                try await sendOnce(to: "https://localhost:\(server.port)/", trusting(server))
            }
        }
    }

    @Test func `TLS 1.2 is enough`() async throws {
        try await withSecureServer(for: "localhost", ["-tls1_2"]) { server in
            let answer = try await sendOnce(to: "https://localhost:\(server.port)/", trusting(server))
            #expect(answer.status == 200)
        }
    }

    @Test func `TLS 1.1 is refused even with a trusted certificate`() async throws {
        try await withSecureServer(for: "localhost", ["-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"]) { server in
            await #expect(throws: OutboundError.tls) {
                try await sendOnce(to: "https://localhost:\(server.port)/", trusting(server))
            }
        }
    }

    private func trusting(_ server: SecureServer) -> OutboundConfiguration {
        OutboundConfiguration(userAgent: "outbound-tests", authorities: server.certificate)
    }
}
