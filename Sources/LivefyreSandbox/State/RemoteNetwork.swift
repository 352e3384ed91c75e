import Livefyre
import Nameplate
import Synchronization

/// Everything the stand-in knows: users, roles, the pull URL, what is queued, and the collections. In memory alone; a
/// restart forgets it.
actor RemoteNetwork {
    nonisolated let configuration: SandboxConfiguration
    nonisolated let timeline: Timeline
    /// Pulls to be made; read by one worker.
    nonisolated let jobs: AsyncStream<PullJob>
    /// The network with the keys that count now.
    private nonisolated let keyed: Mutex<LivefyreNetwork>
    private nonisolated let queued: AsyncStream<PullJob>.Continuation

    var users: [UserID: RemoteUser] = [:]
    var roles = Roles()
    var collections = Collections()
    var pulls = PullQueue()
    private(set) var pullURL: PullURL?
    private(set) var faults = Faults()
    /// Answers kept back by the fault that reorders them.
    var held: [UserID: (job: PullJob, answer: Result<PullAnswer, PullFailure>)] = [:]

    init(_ configuration: SandboxConfiguration) {
        self.configuration = configuration
        keyed = Mutex(configuration.network)
        timeline = Timeline(clock: configuration.clock)
        pullURL = configuration.pullURL.flatMap { PullURL($0, setBy: .configuration) }
        (jobs, queued) = AsyncStream.makeStream()
    }

    nonisolated var now: Timestamp { configuration.clock() }

    nonisolated var livefyre: LivefyreNetwork { keyed.withLock { $0 } }

    /// Signs with `key` from now on, and takes what the others signed.
    nonisolated func rotate(to key: NetworkKey, accepting others: [NetworkKey]) {
        keyed.withLock { $0 = $0.with(key: key, accepting: others) }
        timeline.add(nil, nil, nil, "the network's key was changed; \(others.count + 1) are taken")
    }

    /// The name by which the network's own interfaces call a user.
    nonisolated func jid(_ user: UserID) -> String { "\(user.text)@\(configuration.network.fullName)" }

    /// The user behind a bare id or a JID of this network.
    nonisolated func user(named text: String) -> UserID? {
        let suffix = "@\(configuration.network.fullName)"
        return try? UserID(text.hasSuffix(suffix) ? String(text.dropLast(suffix.count)) : text)
    }

    func allUsers() -> [RemoteUser] { Array(users.values) }

    func user(_ id: UserID) -> (user: RemoteUser, affiliation: Affiliation)? {
        users[id].map { ($0, roles.affiliation(of: id)) }
    }

    func setPullURL(_ url: PullURL?) {
        pullURL = url
        let what = url.map { "pull URL set to \($0.template)" } ?? "pull URL removed"
        timeline.add(nil, nil, nil, what + (url?.warning.map { ". \($0)" } ?? ""))
    }

    func setFaults(_ members: [String: JSONValue]) throws(InvalidFields) -> Faults {
        try faults.set(members)
        timeline.add(nil, nil, nil, faults.isActive ? "faults are on" : "faults are off")
        if !faults.reordersPulls { releaseHeld() }
        return faults
    }

    func clearFaults() {
        faults = Faults()
        timeline.add(nil, nil, nil, "faults are off")
        releaseHeld()
    }

    /// Forgets users, roles, collections, faults and all that is queued.
    ///
    /// The pull URL stays, since it belongs to the set-up, and the timeline goes on counting, since others follow it by
    /// number.
    func reset() {
        users = [:]
        roles = Roles()
        collections = Collections()
        pulls.reset()
        held = [:]
        faults = Faults()
        timeline.add(nil, nil, nil, "everything was reset")
    }

    func enqueue(_ job: PullJob) { queued.yield(job) }
}
