import Livefyre
import Nameplate
import Testing

/// Another key for the network, while the publisher goes on with the one that it has.
@Suite struct RotationTests {
    private let new = "another-key-of-the-network"

    @Test func `both keys are taken until one is cut`() async throws {
        try await withLab { lab async throws in
            let after = lab.network.with(key: try NetworkKey(new))
            let newer = after.systemToken(now: lab.clock.now.seconds)
            #expect(try await lab.ping("ada", token: newer).status == 403)
            let rotated = try await rotate(lab, #"{"keys":["\#(new)","testkeytest"]}"#)
            #expect(rotated.status == 200)
            #expect(try rotated.json["keys"]?.int == 2)
            #expect(try await lab.ping("ada", token: newer).status == 200)
            #expect(try await lab.ping("ada").status == 200)
            #expect(try await rotate(lab, #"{"keys":["\#(new)"]}"#).status == 200)
            #expect(try await lab.ping("ada").status == 403)
            #expect(try await lab.ping("ada", token: newer).status == 200)
        }
    }

    @Test func `pulls are signed with the first`() async throws {
        try await withLab { lab async throws in
            #expect(try await rotate(lab, #"{"keys":["\#(new)","testkeytest"]}"#).status == 200)
            try #require(try await lab.ping("ada").status == 200)
            var token = ""
            for await pull in lab.publisher.arrivals {
                token = pull.token
                break
            }
            let after = lab.network.with(key: try NetworkKey(new))
            #expect(throws: Never.self) { try after.verifySystemToken(token, now: lab.clock.now.seconds) }
        }
    }

    @Test(arguments: [
        #"{}"#, #"{"keys":[]}"#, #"{"keys":[""]}"#, #"{"keys":"k"}"#, #"{"keys":[1]}"#, #"{"key":["k"]}"#,
    ])
    func `what are no keys is refused, and the old one stays`(body: String) async throws {
        try await withLab { lab async throws in
            #expect(try await rotate(lab, body).status == 422)
            #expect(try await lab.ping("ada").status == 200)
        }
    }

    private func rotate(_ lab: Lab, _ body: String) async throws -> Answer {
        try await lab.post("/studio/rotate", body, type: "application/json")
    }
}
