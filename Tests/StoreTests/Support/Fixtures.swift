import Nameplate

extension Timestamp {
    /// Far off, so that nothing of a test is past or due to a store that looks at the time by itself.
    static let start = Timestamp(seconds: 4_000_000_000)

    static func after(_ span: Duration) -> Timestamp { start + span }
}

extension UserID {
    static let ada = UserID(stored: "ada")
    static let grace = UserID(stored: "grace")
    static let alan = UserID(stored: "alan")
}

extension NetworkName {
    static let labs = NetworkName(stored: "labs.fyre.co")
    static let other = NetworkName(stored: "other.fyre.co")
}

extension WorkerID {
    static let first = WorkerID("worker-1")
    static let second = WorkerID("worker-2")
}

extension ProfileFields {
    static func named(_ name: String) throws -> ProfileFields {
        ProfileFields(displayName: try DisplayName(name))
    }
}

extension ProfileTransaction {
    static func put(
        _ user: UserID,
        named name: String,
        password: String? = nil,
        networks: [NetworkName] = [.labs],
        lease: Lease? = nil,
        at now: Timestamp = .start
    ) throws -> ProfileTransaction {
        ProfileTransaction(
            user: user,
            edit: .put(try .named(name)),
            passwordHash: password,
            networks: networks,
            lease: lease,
            actor: .backend,
            now: now
        )
    }

    static func patch(
        _ user: UserID,
        _ members: [String: JSONValue],
        if condition: Condition = .any,
        networks: [NetworkName] = [.labs],
        lease: Lease? = nil,
        at now: Timestamp = .start
    ) throws -> ProfileTransaction {
        ProfileTransaction(
            user: user,
            edit: .patch(try ProfileChange(patch: members, by: .backend)),
            condition: condition,
            networks: networks,
            lease: lease,
            actor: .reader,
            now: now
        )
    }

    static func rename(
        _ user: UserID,
        to name: String,
        lease: Lease? = nil,
        at now: Timestamp = .start
    ) throws -> ProfileTransaction {
        try patch(user, ["display_name": .string(name)], lease: lease, at: now)
    }

    static func erase(_ user: UserID, at now: Timestamp = .start) throws -> ProfileTransaction {
        ProfileTransaction(
            user: user,
            edit: .erase(try DisplayName("Deleted user")),
            networks: [.labs],
            actor: .backend,
            now: now
        )
    }
}

extension ProfileTransaction.Lease {
    static let first = Self(worker: .first, networks: [.labs])
    static let second = Self(worker: .second, networks: [.labs])
}

/// A browser's cookie and what the store is told of it.
struct Browser {
    let credential = SessionCredential(
        id: SessionID(from: systemRandomness),
        secret: SessionSecret(from: systemRandomness)
    )
    var id: SessionID { credential.id }

    func request(
        replacing old: SessionID? = nil,
        limits: SessionLimits = SessionLimits(),
        at now: Timestamp = .start
    ) -> SignIn.Browser {
        SignIn.Browser(
            id: credential.id,
            secretHash: credential.secret.digest,
            replacing: old,
            userAgent: "Mozilla/5.0",
            address: "192.0.2.1",
            limits: limits,
            now: now
        )
    }

    func signIn(
        _ user: UserID,
        replacing old: SessionID? = nil,
        limits: SessionLimits = SessionLimits(),
        at now: Timestamp = .start
    ) -> SignIn {
        SignIn(user: user, browser: request(replacing: old, limits: limits, at: now))
    }

    func cycle(bringing secret: SessionSecret? = nil, at now: Timestamp = .start) -> SessionCycle {
        SessionCycle(
            credential: SessionCredential(id: id, secret: secret ?? credential.secret),
            handover: systemRandomness(32),
            limits: SessionLimits(),
            now: now
        )
    }
}

extension Store {
    /// Makes a user and gives the worker twelve seconds to live.
    func begin(_ user: UserID = .ada, worker: WorkerID? = nil, at now: Timestamp = .start) async throws {
        _ = try await change(.put(user, named: "A reader", at: now))
        if let worker { try await renew(worker, until: now + WorkerID.lifetime, at: now) }
    }

    func delivery(_ user: UserID = .ada, at now: Timestamp = .start) async throws -> Delivery? {
        try await deliveries(for: user, at: now).first { $0.network == .labs }
    }

    func acknowledge(_ claim: Claim, by worker: WorkerID, at now: Timestamp = .start) async throws -> Delivery? {
        try await record(claim, .acknowledged, by: worker, status: 200, at: now)
    }

    /// Claims what is due to the first network and acknowledges it, by a worker that lives from now on.
    @discardableResult
    func send(at now: Timestamp = .start, carried: Int64? = nil, pullBy: Timestamp? = nil) async throws -> [Delivery?] {
        try await renew(.first, until: now + WorkerID.lifetime, at: now)
        let outcomes = try await claim(100, of: .labs, by: .first, at: now).map { claim in
            ClaimOutcome(
                claim: claim,
                result: .acknowledged,
                status: 200,
                error: nil,
                milliseconds: 41,
                carried: carried,
                pullBy: pullBy
            )
        }
        return try await record(outcomes, by: .first, at: now)
    }

    @discardableResult
    func pull(_ version: Int64, of user: UserID = .ada, at now: Timestamp) async throws -> Delivery? {
        try await recordPulls([Pull(network: .labs, user: user, version: version, at: now)])[0]
    }

    func record(
        _ claim: Claim,
        _ result: ClaimOutcome.Result,
        by worker: WorkerID,
        status: Int? = nil,
        error: String? = nil,
        at now: Timestamp = .start
    ) async throws -> Delivery? {
        try await record(
            [ClaimOutcome(claim: claim, result: result, status: status, error: error)],
            by: worker,
            at: now
        )[0]
    }
}

extension StoreError {
    var isUnavailable: Bool {
        if case .unavailable = self { true } else { false }
    }
}
