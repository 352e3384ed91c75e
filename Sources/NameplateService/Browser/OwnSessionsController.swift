import HTTPTypes
import Hummingbird
import Nameplate

/// A reader's own sessions: the list, and the end of one.
struct OwnSessionsController {
    let store: any Store
    let sessions: Sessions
    let clock: Clock

    @Sendable func list(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let own = try await sessions.require(request).session
        let all = try await store.sessions(of: own.user, at: clock())
        return .sessions(all, current: own.id)
    }

    @Sendable func end(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let own = try await sessions.require(request).session
        guard let id = SessionID(try context.parameters.require("id")) else { throw Self.unknown }
        let ended = try await store.endSessions(.one(id, of: own.user), because: .ended, at: clock())
        guard !ended.isEmpty else { throw Self.unknown }
        return .noContent
    }

    private static let unknown = Problem(.notFound, "unknown-session", "You have no such session")
}

extension Response {
    /// Sessions as readers and backends see them; times in epoch seconds.
    static func sessions(_ sessions: [Session], current: SessionID?) -> Response {
        .json { json in
            json.array("sessions") { json in
                for session in sessions {
                    json.object { json in
                        json.member("id", session.id.text)
                        json.member("signed_in_at", session.signedInAt.seconds)
                        json.member("last_seen_at", session.lastSeenAt.seconds)
                        json.member("expires_at", session.expiresAt.seconds)
                        json.member("user_agent", session.userAgent)
                        json.member("address", session.address)
                        if let current { json.member("current", session.id == current) }
                    }
                }
            }
        }
    }
}
