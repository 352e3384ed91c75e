/// Where a database is and how to get in: a connection URI of libpq's, with as many hosts as the cluster has.
///
/// What it doesn't say, libpq finds where it always does: `PGPASSWORD`, `PGPASSFILE`, `PGSSLROOTCERT` and so on.
package struct PostgresAddress: Sendable, CustomStringConvertible, CustomReflectable {
    let parameters: ConnectionParameters

    /// - Throws: ``OpeningError/Reason/wrongAddress(_:)``
    package init(_ url: String) throws(OpeningError) {
        func refusal(_ words: String) -> OpeningError { OpeningError(place: "", reason: .wrongAddress(words)) }
        guard let scheme = Self.schemes.first(where: url.hasPrefix) else {
            throw refusal("It must be postgres://USER@HOST/DATABASE.")
        }
        let rest = url.dropFirst(scheme.count)
        // Or half of a password would be taken for a host, whose name is no secret.
        let at = rest.firstIndex(of: "@")
        guard rest.count(where: { $0 == "@" }) <= 1, at ?? rest.startIndex <= rest.firstIndex(of: "/") ?? rest.endIndex
        else { throw refusal("In a user's name, a password or an option, write %40 for @ and %2F for /.") }
        // What can't be read is quoted by libpq, which therefore reads it without the user first.
        let bare = at.map { rest[rest.index(after: $0)...] } ?? rest
        do {
            _ = try ConnectionParameters(url: scheme + bare)
        } catch {
            let detail = error.message.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            throw refusal(bare.contains("password") ? "It is no connection URI." : "\(detail).")
        }
        do {
            parameters = try ConnectionParameters(url: url)
        } catch {
            throw refusal("In a user's name or a password, write %25 for %.")
        }
    }

    private static let schemes = ["postgres://", "postgresql://"]

    /// Without what is secret.
    package var place: String { parameters.place }

    /// So that no log of this holds a password.
    package var description: String { place }
    package var customMirror: Mirror { Mirror(self, children: [:]) }

    package var hasPassword: Bool { parameters.all.contains { $0.keyword == "password" && !$0.value.isEmpty } }
}
