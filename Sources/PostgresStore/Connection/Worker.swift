import Dispatch
import Nameplate
import Synchronization

/// A thread with at most one connection, which it opens when there is work and drops when it fails.
///
/// What waits for the server waits here, and never on a thread of Swift's cooperative pool.
final class Worker: Sendable {
    /// How often what others were in the way of is run again.
    private static let collisions = 5
    /// How often what a broken connection has undone is run again, on a new one.
    private static let losses = 4
    /// After this long nothing is run again: whoever waits had better be told.
    private static let patience = Duration.seconds(5)
    /// For how long, and how often, a place is asked for that a full server may have in a moment.
    private static let patienceForPlace = Duration.seconds(3)
    private static let pause = DispatchTimeInterval.milliseconds(25)

    private let server: Server
    private let queue: DispatchQueue
    private let makeRoom: (@Sendable () -> Void)?
    private let connection = Mutex<Connection?>(nil)

    /// With `makeRoom` the worker can't do without its connection, and has others give up theirs.
    init(_ server: Server, label: String, makeRoom: (@Sendable () -> Void)? = nil) {
        self.server = server
        self.makeRoom = makeRoom
        // A serial queue has a thread of its own while it works, however many of them wait at once.
        queue = DispatchQueue(label: "nameplate.\(label)")
    }

    func start(_ body: @escaping @Sendable () -> Void) { queue.async(execute: body) }

    /// Runs `body`, again if that can help; on this worker's thread alone.
    ///
    /// Nothing remains of a body that throws a ``PostgresError``: what may have been committed is ``Doubt``.
    func perform<Value>(_ body: (Connection) throws -> Value) throws -> Value {
        var collisions = 0
        var losses = 0
        let deadline = ContinuousClock.now + Self.patience
        while true {
            let connection = try open()
            do {
                return try body(connection)
            } catch let error as PostgresError
                where error.isCollision && collisions < Self.collisions && .now < deadline
            {
                collisions += 1
            } catch let error as PostgresError where error.isLost && losses < Self.losses && .now < deadline {
                losses += 1
            }
        }
    }

    func close() {
        connection.withLock { connection in
            connection?.close()
            connection = nil
        }
    }

    var hasConnection: Bool { connection.withLock { $0 }?.isOpen ?? false }

    private func open() throws(PostgresError) -> Connection {
        if let open = connection.withLock({ $0 }), open.isUsable { return open }
        let new = try connect()
        connection.withLock { $0 = new }
        return new
    }

    private func connect() throws(PostgresError) -> Connection {
        let deadline = ContinuousClock.now + Self.patienceForPlace
        while true {
            do {
                return try server.connect()
            } catch {
                guard let makeRoom, error.isCrowded, .now < deadline else { throw error }
                makeRoom()
                // What is given up is gone when the server's process is.
                _ = DispatchSemaphore(value: 0).wait(timeout: .now() + Self.pause)
            }
        }
    }
}
