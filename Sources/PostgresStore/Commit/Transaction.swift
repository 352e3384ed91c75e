import Nameplate

/// A transaction on one connection.
///
/// What it writes is gathered and sent with COMMIT, so that it takes one round trip for everything that it must know
/// and one for everything that it does, however many changes it holds. Profiles and deliveries that it has read are
/// locked, and later changes of the same transaction see what the earlier ones made of them.
final class Transaction: StoreTransaction {
    private let connection: Connection
    private let instance: InstanceID
    private var isBegun = false
    private(set) var events: [Committed] = []
    /// How often something was written: a change that fails after it has written can't be taken out again.
    private(set) var writes = 0
    private(set) var work = Work()
    /// What is sent after profiles and deliveries are written, in this order.
    private var statements: [Statement] = []

    private init(_ connection: Connection, _ instance: InstanceID) {
        self.connection = connection
        self.instance = instance
    }

    /// Runs `body` in one commit, which has returned when this does.
    ///
    /// - Throws: ``Doubt`` when the answer to COMMIT was lost; after any other failure nothing of it remains.
    static func commit<Value>(
        on connection: Connection,
        as instance: InstanceID,
        _ body: (Transaction) throws -> Value
    ) throws -> (value: Value, events: [Committed]) {
        let transaction = Transaction(connection, instance)
        do {
            FailPoint.commitBegun.reach()
            let value = try body(transaction)
            FailPoint.commitDue.reach()
            try transaction.commit()
            FailPoint.commitDone.reach()
            return (value, transaction.events)
        } catch {
            transaction.rollBack()
            throw error
        }
    }

    func note(_ event: Committed) { events.append(event) }

    func hold(_ user: UserID) throws { _ = try profile(of: user) }

    /// Asks in one round trip.
    func query(_ questions: [Statement]) throws -> ArraySlice<Rows> {
        let begin = isBegun ? [] : [Statement("BEGIN")]
        isBegun = true
        return try connection.run(begin + questions).dropFirst(begin.count)
    }

    func query(_ sql: String, _ values: String?...) throws -> Rows {
        try query([Statement(sql, values)]).first ?? Rows(columns: 0, affected: 0)
    }

    /// Changes something and reads what that gives.
    func write(_ sql: String, _ values: String?...) throws -> Rows { try write(Statement(sql, values)) }

    func write(_ statement: Statement) throws -> Rows {
        writes += 1
        return try query([statement]).first ?? Rows(columns: 0, affected: 0)
    }

    /// Is sent with COMMIT.
    func later(_ sql: String, _ values: String?...) { later(Statement(sql, values)) }

    func later(_ statement: Statement) {
        writes += 1
        statements.append(statement)
    }

    /// Changes what was read, to be written with COMMIT.
    func change(_ body: (inout Work) -> Void) {
        writes += 1
        body(&work)
    }

    /// Reads and locks what a batch of changes is about.
    func load(_ changes: [ProfileTransaction]) throws {
        guard let now = changes.map(\.now).max() else { return }
        let networks = Set(changes.flatMap(\.networks))
        try load(Set(changes.map(\.user)), with: networks, numbers: changes.count, at: now)
    }

    /// Reads and locks these users' profiles and deliveries, and draws so many ids of activity.
    func load(_ users: Set<UserID>, with networks: Set<NetworkName>, numbers count: Int, at now: Timestamp) throws {
        let users = Array(users)
        let keys = networks.flatMap { network in users.map { Work.Key(network: network, user: $0) } }
        let answers = try query([
            Work.profiles(of: users), Work.deliveries(keys), Work.holders(at: now, numbers: count),
        ])
        work.take(profiles: answers[answers.startIndex], asked: users)
        work.take(
            deliveries: answers[answers.startIndex + 1],
            asked: keys,
            holders: answers[answers.startIndex + 2]
        )
    }

    /// Reads and locks single deliveries, or takes those for none, if it isn't patient, that somebody else has locked.
    func load(_ keys: [Work.Key], isPatient: Bool = true, at now: Timestamp) throws {
        let answers = try query([Work.deliveries(keys, isPatient: isPatient), Work.holders(at: now)])
        work.take(deliveries: answers[answers.startIndex], asked: keys, holders: answers[answers.startIndex + 1])
    }

    func load(_ user: UserID) throws {
        let answers = try query([Work.profiles(of: [user]), Work.numbers(2)])
        work.take(profiles: answers[answers.startIndex], asked: [user])
        work.take(numbers: answers[answers.startIndex + 1])
    }

    func loadNumbers() throws {
        for rows in try query([Work.numbers(8)]) { work.take(numbers: rows) }
    }

    private func commit() throws {
        events = events.tellingOwedOnce()
        let news = Notification.payloads(of: events, from: instance)
        var last = work.statements(notifying: news) + statements
        guard isBegun || !last.isEmpty else { return }
        if !isBegun { last.insert(Statement("BEGIN"), at: 0) }
        isBegun = true
        do {
            try connection.run(last + [Statement("COMMIT")])
        } catch {
            // What is done by asking alone may be asked again.
            guard error.isLost, error.isOfLast, writes > 0 else { throw error }
            throw Doubt(cause: error, transaction: work.transaction, leases: work.leases)
        }
    }

    private func rollBack() {
        guard isBegun, connection.isOpen else { return }
        do {
            try connection.run([Statement("ROLLBACK")])
        } catch {
            // Whose transaction is unknown is of no more use.
            connection.close()
        }
    }
}
