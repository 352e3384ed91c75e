import PostgresStore

/// Where everything is kept: one of the stores, and the place that it takes.
enum DatabaseAddress {
    case sqlite(path: String)
    case postgres(PostgresAddress)

    static let passwordInArguments =
        "The database's password stands in the command line, where other users of this machine can read it."

    /// How a setting is given otherwise.
    static let passwordAsVariable =
        "Give the address as NAMEPLATE_DATABASE, or the password as PGPASSWORD or in a file that PGPASSFILE names."

    /// - Throws: What would be right, in a sentence that holds no secret.
    init(_ text: String) throws {
        if text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") {
            self = .postgres(try PostgresAddress(text))
            return
        }
        guard text.hasPrefix("sqlite:") else {
            throw Failure("It must be sqlite:PATH or postgres://USER@HOST/DATABASE.")
        }
        let path = String(text.dropFirst("sqlite:".count))
        guard !path.isEmpty, path != ":memory:" else { throw Failure("'\(text)' must name a file, as sqlite:PATH.") }
        self = .sqlite(path: path)
    }

    /// Without what is secret.
    var place: String {
        switch self {
        case .sqlite(let path): "sqlite:\(path)"
        case .postgres(let address): address.place
        }
    }

    var hasPassword: Bool {
        switch self {
        case .sqlite: false
        case .postgres(let address): address.hasPassword
        }
    }
}
