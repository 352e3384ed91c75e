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
    /// Those of them whose id or display name begins so, with the letters a to z in any case; other letters where the
    /// store knows their case. It may take some seconds, and fails as unavailable where it would take more.
    func profiles(matching search: UserSearch, after user: UserID?, limit: Int) async throws -> [Profile]
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
    /// The networks that are told of changes from now on, and no others; what others are owed waits for their return.
    func setNetworks(_ networks: [(name: NetworkName, kind: String)], at now: Timestamp) async throws
    func setPullURL(_ url: String, of network: NetworkName) async throws
    func networks(at now: Timestamp) async throws -> [NetworkRecord]
    /// Sends nothing more to the network; with `unlessPaused` a pause that is in force stands, as a worker's own must
    /// not replace an operator's. Returns whether it was set.
    @discardableResult
    func pause(_ network: NetworkName, _ pause: NetworkPause, unlessPaused: Bool) async throws -> Bool
    /// Ends a pause of the network, if there is one.
    func resume(_ network: NetworkName) async throws
    func deliveries(for user: UserID, at now: Timestamp) async throws -> [Delivery]
    func deliveries(_ query: DeliveryQuery, at now: Timestamp) async throws -> [Delivery]
    /// Owes again what the selection names, and returns how many that were.
    func replay(_ selection: ReplaySelection, at now: Timestamp) async throws -> Int
    /// Declares the worker alive until then, and alive at all when it was not.
    @discardableResult
    func renew(_ worker: WorkerID, until: Timestamp, at now: Timestamp) async throws -> WorkerRenewal
    /// Ends the worker and frees what it held.
    func retire(_ worker: WorkerID) async throws
    /// Leases up to `limit` due deliveries, the longest due first; none while the network is paused.
    func claim(_ limit: Int, of network: NetworkName, by worker: WorkerID, at now: Timestamp) async throws -> [Claim]
    /// Writes outcomes, each only if its fence still stands, and keeps the pings on record; returns the deliveries as
    /// they are now, in the same order, and nil where a fence had fallen.
    func record(_ outcomes: [ClaimOutcome], by worker: WorkerID, at now: Timestamp) async throws -> [Delivery?]
    /// The moment at which the next free delivery of the network may be claimed; nil when nothing is owed, or the
    /// network is paused until somebody resumes it.
    func nextDue(of network: NetworkName, at now: Timestamp) async throws -> Timestamp?
    /// Notes what networks read, as maxima, and keeps it on record; returns the deliveries as they were before, in the
    /// same order, and nil where nothing was ever owed.
    @discardableResult
    func recordPulls(_ pulls: [Pull]) async throws -> [Delivery?]
    /// Keeps on record how many streams were told of versions.
    func recordTabs(_ told: [TabsTold]) async throws
    /// Owes again what was acknowledged and not read back in time, and gives up what was owed again too often; returns
    /// how many are owed again.
    func repair(at now: Timestamp) async throws -> Int
    /// Owes what the reconciliation finds, in slices, each of which is a transaction.
    func reconcile(_ reconciliation: Reconciliation, at now: Timestamp) async throws -> Reconciliation.Result
    /// Whether the caller is to go through all of the network's: of several who ask, one gets it each time that this
    /// span is over.
    func takeReconciliation(of network: NetworkName, every span: Duration, at now: Timestamp) async throws -> Bool
    /// What happened to a user, erased ones included; nil for one who never was.
    func timeline(of user: UserID, before: UserTimeline.Position?, limit: Int) async throws -> UserTimeline?

    // Upkeep
    /// Ends expired sessions, forgets old secrets and codes, and removes activity that is older than 400 days and
    /// exchanges that are older than 30.
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
