import Foundation

extension PostgresServer {
    /// How a server is asked to stop.
    package enum StopMode: String, Sendable {
        /// When the last client has gone.
        case smart
        /// Clients are cut off.
        case fast
        /// As after a power cut: the next start recovers.
        case immediate
    }

    /// Starts it on its port, and returns when it accepts connections.
    package func start() async throws {
        try configure()
        do {
            try await control("start", "--options=-c config_file='\(file("server.conf"))'", "--log=\(logFile)")
        } catch let failure as CommandFailure {
            throw CommandFailure(command: failure.command, status: failure.status, said: failure.said + log())
        }
    }

    /// Returns when it has stopped.
    package func stop(_ mode: StopMode = .fast) async throws {
        try await control("stop", "--mode=\(mode.rawValue)")
    }

    /// Sends `kill -9` to all of its processes, and returns when they are gone.
    package func kill() async throws {
        try await folder.command(#"kill_all "$1""#, data)
    }

    /// Stops the clocks of all of its processes: connections stay, and nobody answers.
    package func freeze() async throws {
        try await folder.command(#"freeze_all "$1""#, data)
    }

    package func thaw() async throws {
        try await folder.command(#"kill -CONT $(standing "$1")"#, data)
    }

    /// Ends it for good, in whatever state it is, and returns when its folder is gone.
    package func remove() async throws {
        try await folder.remove()
    }

    /// Whether a client would be let in now.
    package var isAccepting: Bool {
        get async throws {
            do {
                let place = ["--host=127.0.0.1", "--port=\(port)", "--timeout=2"]
                try await folder.run(programs.path("pg_isready"), place)
                return true
            } catch is CommandFailure {
                return false
            }
        }
    }

    /// The end of what the server said of itself.
    package func log() -> String {
        let text = (try? String(contentsOfFile: logFile, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").suffix(40).joined(separator: "\n")
    }

    /// It waits by itself until what is asked for has come about.
    func control(_ action: String, _ arguments: String...) async throws {
        try await folder.run(
            programs.path("pg_ctl"),
            [action, "--wait", "--silent", "--timeout=60", "--pgdata=\(data)"] + arguments
        )
    }
}
