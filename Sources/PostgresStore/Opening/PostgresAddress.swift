/// Where a database is and how to get in: a connection URI of libpq's, with as many hosts as the cluster has.
///
/// What it doesn't say, libpq finds where it always does: `PGPASSWORD`, `PGPASSFILE`, `PGSSLROOTCERT` and so on.
package struct PostgresAddress: Sendable {
    let parameters: ConnectionParameters

    /// - Throws: ``OpeningError/Reason/wrongAddress(_:)``
    package init(_ url: String) throws(OpeningError) {
        do {
            parameters = try ConnectionParameters(url: url)
        } catch {
            let detail = error.message.split(separator: "\n").joined(separator: " ")
            throw OpeningError(place: "", reason: .wrongAddress(detail))
        }
    }

    /// Without what is secret.
    package var place: String { parameters.place }

    package var hasPassword: Bool { parameters.all.contains { $0.keyword == "password" && !$0.value.isEmpty } }
}
