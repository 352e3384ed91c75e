import Outbound

/// Asks the publisher for a profile.
///
/// Any address an operator registers is asked, private ones included: the sandbox runs beside the service that it
/// pulls from.
struct PullClient: Sendable {
    let outbound: OutboundClient

    func answer(to request: PullRequest) async -> Result<PullAnswer, PullFailure> {
        do {
            let response = try await outbound.send(
                OutboundRequest(
                    method: .get,
                    url: request.url,
                    headers: [
                        .init("Accept", "application/json"), .init("User-Agent", Sandbox.userAgent),
                    ],
                    target: .configured
                )
            )
            let version = response.header("ETag").flatMap(Self.version)
            return .success(PullAnswer(status: response.status, body: response.body, version: version))
        } catch {
            return .failure(.outbound(error))
        }
    }

    private static func version(_ tag: String) -> Int64? {
        guard tag.count > 2, tag.hasPrefix("\""), tag.hasSuffix("\"") else { return nil }
        return Int64(tag.dropFirst().dropLast())
    }
}
