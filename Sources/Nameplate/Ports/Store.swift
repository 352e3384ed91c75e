/// The durable truth.
///
/// Each method is one transaction that keeps an invariant; a method that returns has committed.
///
/// Failures other than ``StoreError`` that leave a method mean the same as ``StoreError/unavailable(_:)``.
package protocol Store: Sendable {
    /// Whether this process alone writes, so that what it was told of commits is exact.
    var isExclusive: Bool { get }
    /// Whether all that any process had committed up to a second ago has been told.
    var isCurrent: Bool { get }

    /// Calls `sink` after each commit and before its callers are answered, those of one user in the order of
    /// commits; with what other processes commit, soon after. Set once, at start.
    func onCommit(_ sink: @escaping @Sendable ([Committed]) -> Void)

    // Profiles
    /// Erased users included.
    func profile(of user: UserID) async throws -> Profile?
    /// Pages through the users who aren't erased, by id.
    func profiles(after user: UserID?, limit: Int) async throws -> [Profile]
    func change(_ change: ProfileTransaction) async throws -> ProfileTransaction.Outcome

    // Sessions
    func credential(of user: UserID) async throws -> Credential?
    func setPassword(_ change: PasswordTransaction) async throws
    func signIn(_ signIn: SignIn) async throws -> SignedIn
    /// Stores a code, and first makes `profile` be, all in one transaction.
    func addHandoff(_ code: Digest, for user: UserID, profile: ProfileTransaction?, expiresAt: Timestamp) async throws
    /// Consumes the code and signs its user in; nil when it is unknown, used or too old.
    func redeemHandoff(_ code: Digest, as signIn: SignIn.Browser) async throws -> SignedIn?
    func signedIn(_ session: SessionID) async throws -> SignedIn?
    /// The cycle, under the same row lock as a logout; nil when the secret is none of the session's.
    func cycle(_ cycle: SessionCycle) async throws -> SessionCycle.Outcome?
    /// Notes that a session was used: its idle limit moves, and a new secret counts as arrived.
    func touch(_ session: SessionID, isConfirmed: Bool, limits: SessionLimits, at now: Timestamp) async throws
    func sessions(of user: UserID, at now: Timestamp) async throws -> [Session]
    /// Ends sessions and returns the ids of those that were alive.
    @discardableResult
    func endSessions(
        _ selection: SessionSelection,
        because end: SessionEnd,
        at now: Timestamp
    ) async throws
        -> [SessionID]

    // Deliveries
    func addNetworks(_ networks: [(name: NetworkName, kind: String)], at now: Timestamp) async throws
    func setPullURL(_ url: String, of network: NetworkName) async throws
    func networks() async throws -> [NetworkRecord]
    func deliveries(for user: UserID, at now: Timestamp) async throws -> [Delivery]
    func deliveries(_ query: DeliveryQuery, at now: Timestamp) async throws -> [Delivery]
    /// Owes again what the selection names, and returns how many that were.
    func replay(_ selection: ReplaySelection, at now: Timestamp) async throws -> Int
    /// Declares the worker alive until then, and alive at all when it was not.
    func renew(_ worker: WorkerID, until: Timestamp, at now: Timestamp) async throws
    /// Ends the worker and frees what it held.
    func retire(_ worker: WorkerID) async throws
    /// Leases up to `limit` due deliveries, the longest due first.
    func claim(_ limit: Int, of network: NetworkName, by worker: WorkerID, at now: Timestamp) async throws -> [Claim]
    /// Writes outcomes, each only if its fence still stands; returns the deliveries as they are now, in the same order,
    /// and nil where a fence had fallen.
    func record(_ outcomes: [ClaimOutcome], by worker: WorkerID, at now: Timestamp) async throws -> [Delivery?]
    /// The moment at which the next free delivery of the network is due; nil when nothing is owed.
    func nextDue(of network: NetworkName, at now: Timestamp) async throws -> Timestamp?
    /// Notes what a network read, as a maximum.
    func recordPulls(_ pulls: [Pull]) async throws

    // Upkeep
    /// Ends expired sessions, forgets old secrets and codes, and removes activity that is older than 400 days.
    func sweep(at now: Timestamp) async throws
    /// Throws when the store can't be read.
    func check() async throws
    func close() async throws
}

/// What a caller does differently about.
package enum StoreError: Error, Equatable, Sendable {
    case unknownUser
    /// The user was erased; an id is never used again.
    case erased
    case versionMismatch(current: Int64)
    case invalid(InvalidFields)
    case unknownNetwork
    /// The reader is disabled or has gone, and can't be signed in.
    case cannotSignIn
    /// The store can't work now; nothing was changed. The text is for the log.
    case unavailable(String)
    /// The store went away while it was committing: the change was made whole or not at all, and nobody knows which.
    case uncertain(String)
}

/// What a commit did, for caches, streams and the sender.
package enum Committed: Equatable, Sendable {
    case profile(UserID, version: Int64)
    /// A session's secret or limits changed.
    case session(SessionID)
    case sessionsEnded([SessionID], user: UserID, SessionEnd)
    /// Something is owed to the network that no worker holds.
    case owed(NetworkName)
    /// News of other processes may have been missed: anything that is remembered may be old.
    case anything
}
