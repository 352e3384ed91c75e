import Nameplate
import TestDatabase

/// Keeps others waiting until it is released, in a session of its own.
final class DatabaseLock: Sendable {
    private let place: PostgresPlace
    private let name = "hold \(UInt32.random(in: 0...(.max)))"
    private let holding: Task<Void, any Error>

    /// Returns when nobody else can get at the table.
    static func onTable(_ table: String, at place: PostgresPlace) async throws -> DatabaseLock {
        try await DatabaseLock("LOCK TABLE nameplate.\(table) IN ACCESS EXCLUSIVE MODE", at: place)
    }

    /// Returns when nobody else can change the user's profile.
    static func onProfile(of user: UserID, at place: PostgresPlace) async throws -> DatabaseLock {
        try await DatabaseLock("SELECT FROM nameplate.profile WHERE user_id = '\(user)' FOR UPDATE", at: place)
    }

    private init(_ statement: String, at place: PostgresPlace) async throws {
        self.place = place
        let sql = "SET application_name = '\(name)'; BEGIN; \(statement); SELECT pg_sleep(600);"
        holding = Task { try await place.run(sql) }
        try await place.until(
            "EXISTS (SELECT FROM pg_stat_activity WHERE application_name = '\(name)' AND wait_event = 'PgSleep')"
        )
    }

    /// Ends the session, and returns when it is gone.
    func release() async throws {
        try await place.cut(where: "application_name = '\(name)'")
        _ = await holding.result
    }
}
