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
    private static let losses = 2

    private let server: Server
    private let queue: DispatchQueue
    private let connection = Mutex<Connection?>(nil)

    init(_ server: Server, label: String) {
        self.server = server
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
        while true {
            let connection = try open()
            do {
                return try body(connection)
            } catch let error as PostgresError where error.isCollision && collisions < Self.collisions {
                collisions += 1
            } catch let error as PostgresError where error.isLost && losses < Self.losses {
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

    private func open() throws(PostgresError) -> Connection {
        if let open = connection.withLock({ $0 }), open.isOpen { return open }
        let new = try server.connect()
        connection.withLock { $0 = new }
        return new
    }
}
