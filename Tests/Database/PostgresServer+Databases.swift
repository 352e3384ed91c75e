import Foundation

extension PostgresServer {
    /// Creates an empty database and returns its URL.
    package func newDatabase() async throws -> String {
        let name = "test_" + String(UInt64.random(in: 0...(.max)), radix: 36)
        // Copying blocks through the log is twice as fast as copying files, which takes two checkpoints.
        try await run("CREATE DATABASE \(name) OWNER \(Self.role) TEMPLATE template0 STRATEGY wal_log")
        return url(of: name)
    }

    /// Drops a database that ``newDatabase()`` made, under whoever is connected to it.
    package func dropDatabase(_ url: String) async throws {
        try await run("DROP DATABASE \(Self.name(in: url)) WITH (FORCE)")
    }

    /// The URL of a database of that name, whether or not there is one.
    package func url(of name: String, host: String = "127.0.0.1") -> String {
        "postgres://\(Self.role):\(password)@\(host):\(port)/\(name)"
    }

    /// The database that a URL names.
    package static func name(in url: String) -> String {
        let path = url.prefix { $0 != "?" }
        return path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? ""
    }

    /// Runs statements as the superuser, in the database that a URL names, and returns the rows of all of them.
    ///
    /// It looks from outside, by psql. A NULL is an empty text.
    @discardableResult
    package func run(_ sql: String, in url: String? = nil) async throws -> [[String]] {
        let database = url.map(Self.name) ?? "postgres"
        let place = ["--host=\(folder.path)", "--port=\(port)", "--username=postgres", "--dbname=\(database)"]
        return try await psql(sql, place)
    }

    /// Runs statements as whoever a URL of libpq says, options and all.
    @discardableResult
    package func run(_ sql: String, at url: String) async throws -> [[String]] {
        try await psql(sql, ["--dbname=\(url)"])
    }

    private func psql(_ sql: String, _ place: [String]) async throws -> [[String]] {
        let output = try await folder.run(
            programs.path("psql"),
            [
                "--no-psqlrc", "--no-password", "--quiet", "--set=ON_ERROR_STOP=1", "--no-align", "--tuples-only",
                "--field-separator=\u{1f}", "--record-separator-zero",
            ] + place,
            input: sql
        )
        return output.split(separator: "\0", omittingEmptySubsequences: false).dropLast().map { row in
            row.split(separator: "\u{1f}", omittingEmptySubsequences: false).map(String.init)
        }
    }
}
