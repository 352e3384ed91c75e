package import Nameplate

extension PostgresStore {
    package func signIn(_ signIn: SignIn) async throws -> SignedIn {
        try await commit { try $0.signIn(signIn) }
    }

    package func addHandoff(
        _ code: Digest,
        for user: UserID,
        profile: ProfileTransaction?,
        expiresAt: Timestamp
    ) async throws {
        try await commit { transaction in
            if let profile { try transaction.load([profile]) }
            try transaction.addHandoff(code, for: user, profile: profile, expiresAt: expiresAt)
        }
    }

    package func redeemHandoff(_ code: Digest, as signIn: SignIn.Browser) async throws -> SignedIn? {
        try await reporting {
            try await commit { transaction in
                try transaction.holdOwners(of: code, and: signIn.replacing)
                return try transaction.redeem(code, as: signIn)
            }.get()
        }
    }

    package func signedIn(_ session: SessionID) async throws -> SignedIn? {
        try await read(Statement(SessionSQL.signedIn, session.text)) {
            try $0.first.map { try SessionRow.readSignedIn($0) }
        }
    }

    package func cycle(_ cycle: SessionCycle) async throws -> SessionCycle.Outcome? {
        try await commit { try $0.cycle(cycle) }
    }

    package func touch(
        _ session: SessionID,
        isConfirmed: Bool,
        limits: SessionLimits,
        at now: Timestamp
    ) async throws {
        try await commit { try $0.touch(session, isConfirmed: isConfirmed, limits: limits, at: now) }
    }

    package func sessions(of user: UserID, at now: Timestamp) async throws -> [Session] {
        try await read(Statement(SessionSQL.ofUser, user.text, String(now.milliseconds))) { rows in
            rows.map { SessionRow.read($0) }
        }
    }

    @discardableResult
    package func endSessions(
        _ selection: SessionSelection,
        because end: SessionEnd,
        at now: Timestamp
    ) async throws -> [SessionID] {
        try await commit { try $0.end(selection, because: end, at: now) }
    }
}
