import Nameplate
import Testing

/// One order in which a reader's edits, two workers, the network and time can get in each other's way, on a real store.
///
/// Every step takes a second. When answers to reads arrive is nothing that the store sees, so only their order among
/// themselves is chosen, when a minute passes and at the end.
struct LoopCourse {
    /// How often each thing may happen.
    struct Bounds {
        var steps: Int
        var edits = 2
        var pings = 3
        var failures = 0
        var freezes = 0
        var waits = 1
        /// A change leases its own ping for the first worker, if it can.
        var leases = false
        /// What the network read is noted at some later step, or before time passes.
        var delaysNotes = false
    }

    enum Step: CustomStringConvertible {
        case edit
        case claim(WorkerID)
        case read(Int)
        case note(Int)
        case acknowledge(Int)
        case fail(Int)
        case freeze, thaw
        case wait

        var description: String {
            switch self {
            case .edit: "an edit"
            case .claim(let worker): "\(worker.text) claims"
            case .read(let ping): "ping \(ping) is read"
            case .note(let read): "the \(read == 0 ? "oldest" : "next") read of those that wait is noted"
            case .acknowledge(let ping): "ping \(ping) is acknowledged"
            case .fail(let ping): "ping \(ping) fails"
            case .freeze: "worker-1 stands still"
            case .thaw: "worker-1 goes on"
            case .wait: "a minute and a repair"
            }
        }
    }

    /// A rule that was broken, and the way to it.
    struct Violation: Error, CustomStringConvertible {
        let rule: String
        let steps: [Step]
        let delivery: Delivery?

        var description: String {
            "\(rule): \(steps.map(\.description).joined(separator: ", ")); \(delivery.map { "\($0)" } ?? "no row")"
        }
    }

    private struct Ping {
        let claim: Claim
        let worker: WorkerID
        var isRead = false
        var isSettled = false
    }

    /// Until then a worker lives of whom nothing else is said.
    static let never = Timestamp.after(.seconds(1_000_000_000))

    private let user: UserID
    private let store: any Store
    private(set) var now: Timestamp
    private var left: Bounds
    private var network = ModelNetwork()
    private var pings: [Ping] = []
    /// What was read and isn't noted yet.
    private var notes: [Pull] = []
    /// The first worker stands still, and is taken for dead.
    private var isFrozen = false
    /// The newest that was committed.
    private var version: Int64 = 0
    private var delivery: Delivery?
    private var steps: [Step] = []

    /// Begins with a reader who was just made and of whom the network was told nothing; both workers are alive.
    init(of user: UserID, in store: any Store, at now: Timestamp, bounds: Bounds) async throws {
        (self.user, self.store, self.now, left) = (user, store, now, bounds)
        try await edit()
        try await look()
    }

    /// Takes as many steps as are left, or possible.
    mutating func run(_ choices: inout Choices) async throws {
        while left.steps > 0 {
            let possible = possibleSteps
            guard !possible.isEmpty else { return }
            left.steps -= 1
            let step = possible[choices.choose(among: possible.count)]
            steps.append(step)
            now = now + .seconds(1)
            try await take(step, &choices)
            try await look()
        }
    }

    /// The network answers and reads everything from now on, and one worker is enough to send it all.
    ///
    /// What the worker that stood still has to say comes after all that.
    mutating func settle(_ choices: inout Choices) async throws {
        for _ in 0..<6 {
            for ping in pings.indices {
                if !pings[ping].isRead { try await read(ping) }
                if isAnswerable(ping) { try await settle(ping, .acknowledged) }
            }
            try await wait(&choices)
            try await look()
            if delivery?.state == .confirmed { break }
            if delivery?.isOwed(at: now) == true { try await claim(by: .second) }
        }
        if isFrozen { try await thaw() }
        for ping in pings.indices where !pings[ping].isSettled { try await settle(ping, .retry(at: now)) }
        try await look()
        try check(delivery?.state == .confirmed, "the loop closes in the end")
        try check(network.version == version, "the network ends on what is newest")
    }

    private func check(_ isRight: Bool, _ rule: String) throws {
        if !isRight { throw Violation(rule: rule, steps: steps, delivery: delivery) }
    }

    private mutating func take(_ step: Step, _ choices: inout Choices) async throws {
        switch step {
        case .edit:
            left.edits -= 1
            try await edit()
        case .claim(let worker):
            try await claim(by: worker)
        case .read(let ping):
            try await read(ping)
        case .note(let read):
            try await store.recordPulls([notes.remove(at: read)])
        case .acknowledge(let ping):
            try await settle(ping, .acknowledged)
        case .fail(let ping):
            left.failures -= 1
            try await settle(ping, .retry(at: now + .seconds(20)))
        case .freeze:
            left.freezes -= 1
            isFrozen = true
            // As if it had renewed itself so long ago.
            try await store.renew(.first, until: now, at: now)
        case .thaw:
            try await thaw()
        case .wait:
            left.waits -= 1
            try await wait(&choices)
        }
    }

    /// All that can happen next and makes a difference.
    private var possibleSteps: [Step] {
        var steps: [Step] = []
        if left.edits > 0 { steps.append(.edit) }
        if left.pings > 0, delivery?.isOwed(at: now) == true {
            if !isFrozen { steps.append(.claim(.first)) }
            // Where neither stands still the two are alike, and either may be the first.
            if left.freezes > 0 || isFrozen || !pings.isEmpty { steps.append(.claim(.second)) }
        }
        for (number, ping) in pings.enumerated() {
            if !ping.isRead { steps.append(.read(number)) }
            guard isAnswerable(number) else { continue }
            steps.append(.acknowledge(number))
            if left.failures > 0 { steps.append(.fail(number)) }
        }
        steps += notes.indices.map { .note($0) }
        let isHeld = pings.contains { $0.worker == .first && !$0.isSettled }
        if left.freezes > 0, !isFrozen, isHeld { steps.append(.freeze) }
        if isFrozen, isHeld { steps.append(.thaw) }
        if left.waits > 0, delivery?.loopAt != nil || delivery?.dueAt.map({ $0 > now }) == true { steps.append(.wait) }
        return steps
    }

    /// Whether the worker waits for an answer, and would hear of it.
    private func isAnswerable(_ ping: Int) -> Bool {
        !pings[ping].isSettled && !(isFrozen && pings[ping].worker == .first)
    }

    private mutating func edit() async throws {
        let lease: ProfileTransaction.Lease? = left.leases && left.pings > 0 && !isFrozen ? .first : nil
        let outcome = try await store.change(.put(user, named: "Version \(version + 1)", lease: lease, at: now))
        version += 1
        try check(outcome.profile.version == version, "each edit is a version")
        for claim in outcome.claims { try hold(claim, by: .first) }
        try await checkHold()
    }

    private mutating func claim(by worker: WorkerID) async throws {
        for claim in try await store.claim(10, of: .labs, by: worker, at: now) { try hold(claim, by: worker) }
        try await checkHold()
    }

    /// A claim is a ping that leaves.
    private mutating func hold(_ claim: Claim, by worker: WorkerID) throws {
        try check(claim.user == user, "nobody else is owed")
        try check(claim.version == version, "a claim is of what is newest")
        if let last = pings.last, !last.isSettled {
            try check(isFrozen && last.worker == .first, "no two workers who are alive send the same delivery")
        }
        left.pings -= 1
        pings.append(Ping(claim: claim, worker: worker))
    }

    /// What a living worker has leased nobody else can claim, whatever was asked for since.
    private func checkHold() async throws {
        guard let ping = pings.indices.last, isAnswerable(ping) else { return }
        let other: WorkerID = pings[ping].worker == .first || isFrozen ? .second : .first
        let claims = try await store.claim(10, of: .labs, by: other, at: now)
        try check(claims.isEmpty, "no two workers who are alive send the same delivery")
    }

    /// The network asks for the profile as it is at this moment.
    private mutating func read(_ ping: Int) async throws {
        pings[ping].isRead = true
        let profile = try await store.profile(of: user)
        let read = profile?.version ?? 0
        try check(read == version, "what is read is the newest")
        network.read(read, at: now)
        notes.append(Pull(network: .labs, user: user, version: read, at: now))
        if !left.delaysNotes { try await noteAll() }
    }

    private mutating func noteAll() async throws {
        if !notes.isEmpty { try await store.recordPulls(notes) }
        notes = []
    }

    private mutating func settle(_ ping: Int, _ result: ClaimOutcome.Result) async throws {
        pings[ping].isSettled = true
        // A ping that failed and was not read by then never arrived.
        if result != .acknowledged { pings[ping].isRead = true }
        let outcome = ClaimOutcome(
            claim: pings[ping].claim,
            result: result,
            status: result == .acknowledged ? 200 : nil,
            error: result == .acknowledged ? nil : "timeout",
            pullBy: now + .seconds(50)
        )
        let written = try await store.record([outcome], by: pings[ping].worker, at: now).first ?? nil
        try check((written != nil) == (ping == pings.count - 1), "who lost a delivery to another has no say")
        guard let written, result == .acknowledged else { return }
        try check(
            written.acknowledgedVersion == pings[ping].claim.version,
            "an acknowledgement stands for the version that was claimed"
        )
    }

    /// Time passes in which every answer arrives.
    private mutating func wait(_ choices: inout Choices) async throws {
        try await noteAll()
        network.finish { choices.choose(among: $0) }
        now = now + .seconds(60)
        _ = try await store.repair(at: now)
    }

    private mutating func thaw() async throws {
        isFrozen = false
        try await store.renew(.first, until: Self.never, at: now)
    }

    /// What holds at every moment.
    private mutating func look() async throws {
        let before = delivery
        delivery = try await store.delivery(user, at: now)
        guard let delivery else { throw Violation(rule: "there is a row for ever", steps: steps, delivery: nil) }
        try check(delivery.wantedVersion == version, "the newest is wanted")
        try check(
            delivery.acknowledgedVersion == version || delivery.dueAt != nil,
            "what isn't acknowledged stays owed"
        )
        try check(
            delivery.acknowledgedVersion >= before?.acknowledgedVersion ?? 0,
            "an older acknowledgement is never put over a newer"
        )
        try check(delivery.pulledVersion >= before?.pulledVersion ?? 0, "an older read is never put over a newer")
    }
}

extension Delivery {
    /// Whether a worker may claim it.
    fileprivate func isOwed(at now: Timestamp) -> Bool { !isLeased && dueAt.map { $0 <= now } == true }
}
