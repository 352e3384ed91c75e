import GRDB
import Nameplate
import Synchronization

/// Connections that read, each used by one thread at a time.
///
/// A read runs on its caller's thread: it takes some microseconds, and a hop to another thread takes ten times as
/// long. So there are never more connections in use than threads that read, and nobody waits for one. GRDB's pool has
/// barriers and looks at the schema each time, which takes longer than the read of a row.
final class Readers: Sendable {
    private struct State {
        var idle: [DatabaseQueue] = []
        var isClosed = false
    }

    private let path: String
    private let configuration: Configuration
    private let kept: Int
    private let state = Mutex(State())

    /// Keeps up to `kept` connections open when none is used.
    init(path: String, configuration: Configuration, kept: Int) {
        self.path = path
        self.configuration = configuration
        self.kept = kept
    }

    /// Runs one statement, which is a snapshot by itself and so needs no transaction.
    func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        let connection = try take()
        defer { giveBack(connection) }
        return try connection.unsafeRead(body)
    }

    func close() {
        let idle = state.withLock { state in
            state.isClosed = true
            defer { state.idle = [] }
            return state.idle
        }
        // What can't be closed is closed when it is freed.
        for connection in idle { try? connection.close() }
    }

    private func take() throws -> DatabaseQueue {
        let idle = try state.withLock { state in
            if state.isClosed { throw StoreError.unavailable("The store is closed.") }
            return state.idle.popLast()
        }
        return try idle ?? DatabaseQueue(path: path, configuration: configuration)
    }

    private func giveBack(_ connection: DatabaseQueue) {
        let isKept = state.withLock { state in
            guard !state.isClosed, state.idle.count < kept else { return false }
            state.idle.append(connection)
            return true
        }
        if !isKept { try? connection.close() }
    }
}
