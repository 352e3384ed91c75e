package import Nameplate

/// The store for several instances: one PostgreSQL database, and no process that is in charge of it.
///
/// Changes of profiles are gathered on a connection of their own; everything else takes the next free one of a pool.
/// Two more connections carry the feed of what other instances commit.
package final class PostgresStore: Store {
    /// How few connections an instance can work with: feed, pulse, changes and one for the rest.
    package static let fewestConnections = 4

    let commits: Commits
    let pool: ConnectionPool
    let changes: GroupCommit
    private let feed: Feed
    private let pulse: Pulse

    /// Whose time the instances of one database agree on.
    package enum Time: Sendable {
        case servers
        /// Each machine's own, for a test that makes the time itself.
        case machines
    }

    /// Opens the database, and makes or updates its tables.
    ///
    /// - Parameters:
    ///   - address: Where it is.
    ///   - connections: So many are opened at the most, and at least ``fewestConnections``.
    ///   - patience: How long to wait for a server that isn't there yet.
    ///   - clock: This machine's.
    ///   - time: Whose time ``clock`` tells.
    ///   - waiting: Is told once what it waits for.
    /// - Throws: ``OpeningError``, in words for the person who named it.
    package init(
        _ address: PostgresAddress,
        connections: Int = 10,
        patience: Duration = .seconds(10),
        clock: @escaping Clock,
        time: Time = .servers,
        waiting: (String) -> Void = { _ in }
    ) async throws {
        let database = try await Database(address, patience: patience, waiting: waiting)
        _ = try await database.migrate(at: clock())
        commits = Commits()
        pool = ConnectionPool(database.server, size: max(1, connections - Self.fewestConnections + 1))
        let makeRoom = { @Sendable [pool] in pool.makeRoom() }
        changes = GroupCommit(database.server, commits, makeRoom: makeRoom)
        feed = Feed(database.server, commits, makeRoom: makeRoom)
        pulse = Pulse(
            database.server,
            feed,
            commits,
            clock: clock,
            isCorrected: time == .servers,
            makeRoom: makeRoom
        )
        do {
            try await begin()
        } catch {
            try await close()
            throw database.error(error)
        }
        await database.close()
    }

    private func begin() async throws(OpeningError.Reason) {
        feed.start()
        pulse.start()
        guard await feed.hasBegun() else {
            throw (pulse.trouble ?? feed.trouble).map { OpeningError.Reason($0) } ?? .notificationsLost
        }
        do {
            try await changes.open()
        } catch {
            throw (error as? PostgresError).map { OpeningError.Reason($0) } ?? .other("\(error)")
        }
    }

    package var isExclusive: Bool { false }
    package var isCurrent: Bool { feed.isCurrent && !commits.isStuck }

    /// The time that all instances agree on: by it one knows whether another is alive.
    package var clock: Clock { { [pulse] in pulse.now } }

    package func onCommit(_ sink: @escaping @Sendable ([Committed]) -> Void) { commits.sink.set(sink) }

    package func check() async throws {
        _ = try await read(Statement("SELECT count(*) FROM migration")) { $0.count }
    }

    package func close() async throws {
        await changes.close()
        await pool.close()
        await pulse.close()
        await feed.close()
    }

    /// Runs one statement that changes nothing.
    func read<Value: Sendable>(
        _ statement: Statement,
        _ convert: @escaping @Sendable (Rows) throws -> Value
    ) async throws -> Value {
        try await reporting { try await pool.run { try convert(try $0.run([statement])[0]) } }
    }

    func commit<Value: Sendable>(
        isUrgent: Bool = false,
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        try await reporting { try await commits.commit(in: pool, isUrgent: isUrgent, body) }
    }

    func reporting<Value: Sendable>(_ body: () async throws -> Value) async throws(StoreError) -> Value {
        do {
            return try await body()
        } catch {
            throw StoreError(from: error)
        }
    }
}
