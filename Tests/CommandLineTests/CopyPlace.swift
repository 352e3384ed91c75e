import GRDB
import Nameplate
import PostgresStore
import SQLiteStore
import TestDatabase
import Testing

/// A database of one of the two kinds, which is there for one test.
enum CopyPlace: Sendable {
    case sqlite(path: String)
    case postgres(url: String)

    var address: String {
        switch self {
        case .sqlite(let path): "sqlite:\(path)"
        case .postgres(let url): url
        }
    }

    /// How it is called in what the program says.
    var place: String {
        switch self {
        case .sqlite(let path): "sqlite:\(path)"
        case .postgres(let url): "postgres://" + url.drop { $0 != "@" }.dropFirst()
        }
    }

    func open() async throws -> any Store {
        switch self {
        case .sqlite(let path): try await SQLiteStore(path: path, now: .moved)
        case .postgres(let url):
            try await PostgresStore(try PostgresAddress(url), connections: 4, clock: { .moved })
        }
    }

    /// Opens it as a store, and closes it after `body`.
    func withStore<Value>(_ body: (any Store) async throws -> Value) async throws -> Value {
        let store = try await open()
        let value = try await body(store)
        try await store.close()
        return value
    }

    /// Tries to start the service on it, for half a minute.
    func serve() async throws -> Program.Run {
        let settings = Program.keyed.merging(["NAMEPLATE_DATABASE": address]) { $1 }
        return try await Program.shell("exec timeout 30 nameplate serve --port 0", environment: settings)
    }

    /// Runs statements past the program, as whoever it is at that database.
    func run(_ sql: String) async throws {
        switch self {
        case .sqlite(let path): try await DatabaseQueue(path: path).write { try $0.execute(sql: sql) }
        case .postgres(let url): try await PostgresServer.shared.run("SET search_path TO nameplate; \(sql)", at: url)
        }
    }

    /// Every row of every table that is to be copied, as a text in which each column has its name.
    ///
    /// It goes by what the database itself says of its tables, and by nothing that the copy goes by.
    func contents() async throws -> [String: [String]] {
        var contents: [String: [String]] = [:]
        for (table, columns) in try await columns() {
            contents[table] = try await texts(
                "SELECT \(columns.sorted { $0.key < $1.key }.map { text($0.key, $0.value) }.joined(separator: " || ")) "
                    + "FROM \(table)"
            ).sorted()
        }
        return contents
    }

    /// The type of each column of each table that is to be copied.
    func columns() async throws -> [String: [String: String]] {
        let source =
            switch self {
            case .sqlite:
                """
                SELECT tables.name || ' ' || columns.name || ' ' || columns.type
                FROM sqlite_schema AS tables, pragma_table_info(tables.name) AS columns WHERE tables.type = 'table'
                """
            case .postgres:
                """
                SELECT table_name || ' ' || column_name || ' ' || data_type FROM information_schema.columns
                WHERE table_schema = 'nameplate'
                """
            }
        var columns: [String: [String: String]] = [:]
        for line in try await texts(source) {
            let words = line.split(separator: " ").map(String.init)
            columns[words[0], default: [:]][words[1]] = words[2]
        }
        columns["worker"] = nil
        columns["migration"] = nil
        return columns
    }

    private func text(_ column: String, _ type: String) -> String {
        let value =
            switch (self, type) {
            case (.sqlite, "BLOB"): "lower(hex(\(column)))"
            case (.postgres, "bytea"): "encode(\(column), 'hex')"
            case (.postgres, "boolean"): "CAST(\(column) AS int)"
            default: column
            }
        return "' \(column)=' || coalesce('''' || CAST(\(value) AS text) || '''', 'NULL')"
            .replacing("CAST(lower(hex(\(column))) AS text)", with: "CASE WHEN \(column) NOTNULL THEN \(value) END")
    }

    /// The first column of all rows.
    private func texts(_ sql: String) async throws -> [String] {
        switch self {
        case .sqlite(let path): try await DatabaseQueue(path: path).read { try String.fetchAll($0, sql: sql) }
        case .postgres(let url):
            try await PostgresServer.shared.run("SET search_path TO nameplate; \(sql)", in: url).map { $0[0] }
        }
    }
}

extension Timestamp {
    /// When the people of these tests do what they do; far off, so that nothing of it is past.
    static let moved = Timestamp(seconds: 4_000_000_000)
}

/// Runs `body` with two files and two databases, all new, which go after it.
func withPlaces(_ body: (_ files: [CopyPlace], _ databases: [CopyPlace]) async throws -> Void) async throws {
    try await withFolder { folder in
        let server = try await PostgresServer.shared
        let urls = [try await server.newDatabase(), try await server.newDatabase()]
        let outcome: Result<Void, any Error>
        do {
            let files = ["one", "two"].map { CopyPlace.sqlite(path: "\(folder.path)/\($0).db") }
            outcome = .success(try await body(files, urls.map(CopyPlace.postgres)))
        } catch {
            outcome = .failure(error)
        }
        for url in urls { try await server.dropDatabase(url) }
        try outcome.get()
    }
}
