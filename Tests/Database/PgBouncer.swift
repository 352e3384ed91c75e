import Glibc
import Subprocess

/// Debian's connection pooler in front of a server, as some put one.
package final class PgBouncer: Sendable {
    /// When a connection to the server goes back to the pool.
    package enum Mode: String, Sendable {
        case session
        case transaction
        case statement
    }

    package let port: Int
    private let server: PostgresServer
    private let folder: ScratchFolder

    /// The folder of its socket.
    package var socketFolder: String { folder.path }

    /// Returns when it accepts connections.
    package init(_ mode: Mode, before server: PostgresServer, settings: [String: String] = [:]) async throws {
        let program = "/usr/sbin/pgbouncer"
        guard access(program, X_OK) == 0 else { throw MissingProgram(name: program, package: "pgbouncer") }
        self.server = server
        folder = try await ScratchFolder()
        port = try DatabasePort.find()
        try folder.write(configuration(mode, settings), to: "pgbouncer.ini")
        try folder.write("\"\(PostgresServer.role)\" \"\(server.password)\"\n", to: "users.txt")
        try await folder.runUntilItSays("process up", program, ["pgbouncer.ini"])
    }

    /// The way through it to a database of its server.
    package func url(of database: String) -> String {
        server.url(of: PostgresServer.name(in: database)).replacing(":\(server.port)/", with: ":\(port)/")
    }

    /// Ends it for good, and returns when its folder is gone.
    package func remove() async throws {
        try await folder.remove()
    }

    private func configuration(_ mode: Mode, _ settings: [String: String]) -> String {
        let usual = [
            "listen_addr": "127.0.0.1",
            "listen_port": "\(port)",
            "unix_socket_dir": folder.path,
            "auth_type": "scram-sha-256",
            "auth_file": "\(folder.path)/users.txt",
            "pool_mode": mode.rawValue,
        ]
        let lines = usual.merging(settings) { $1 }.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)\n" }
        return "[databases]\n* = host=127.0.0.1 port=\(server.port)\n[pgbouncer]\n" + lines.joined()
    }
}
