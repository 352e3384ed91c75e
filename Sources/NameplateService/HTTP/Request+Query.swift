package import Hummingbird

/// What queries say in numbers.
extension Request {
    /// How many rows a page has: 1 to 1,000, and 100 when nobody says.
    package func limit() throws -> Int {
        guard let text = uri.queryParameters["limit"] else { return 100 }
        guard let limit = Int(text), (1...1000).contains(limit) else {
            throw Problem.invalid("limit", "It must be a whole number from 1 to 1000.")
        }
        return limit
    }

    /// The newest version that the caller knows of, from `version=N`.
    package func version() throws -> Int64? {
        guard let text = uri.queryParameters["version"] else { return nil }
        guard let version = Int64(text), version >= 0 else {
            throw Problem.invalid("version", "It must be a whole number.")
        }
        return version
    }
}
