import GRDB
package import Nameplate

extension SQLiteStore {
    package func signIn(_ signIn: SignIn) async throws -> SignedIn {
        try await writer.commit { try $0.signIn(signIn) }
    }

    package func addHandoff(
        _ code: Digest,
        for user: UserID,
        profile: ProfileTransaction?,
        expiresAt: Timestamp
    ) async throws {
        try await writer.commit { try $0.addHandoff(code, for: user, profile: profile, expiresAt: expiresAt) }
    }

    package func redeemHandoff(_ code: Digest, as signIn: SignIn.Browser) async throws -> SignedIn? {
        try await writer.commit { try $0.redeem(code, as: signIn) }.get()
    }

    package func signedIn(_ session: SessionID) async throws -> SignedIn? {
        try read { try $0.first(SessionSQL.signedIn, [session.text], SessionRow.readSignedIn) }
    }

    package func cycle(_ cycle: SessionCycle) async throws -> SessionCycle.Outcome? {
        try await writer.commit { try $0.cycle(cycle) }
    }

    package func touch(
        _ session: SessionID,
        isConfirmed: Bool,
        limits: SessionLimits,
        at now: Timestamp
    ) async throws {
        try await writer.commit { try $0.touch(session, isConfirmed: isConfirmed, limits: limits, at: now) }
    }

    package func sessions(of user: UserID, at now: Timestamp) async throws -> [Session] {
        try read { try $0.all(SessionSQL.ofUser, [user.text, now.milliseconds], SessionRow.read) }
    }

    @discardableResult
    package func endSessions(
        _ selection: SessionSelection,
        because end: SessionEnd,
        at now: Timestamp
    ) async throws -> [SessionID] {
        try await writer.commit { try $0.end(selection, because: end, at: now) }
    }
}
