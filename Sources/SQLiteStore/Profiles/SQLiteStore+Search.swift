import GRDB
package import Nameplate

extension SQLiteStore {
    /// So many users are looked at in one reading, so that other pages wait for some milliseconds.
    private static let sliceOfSearch = 10_000
    private static let patience = Duration.seconds(5)

    /// Looks at one user after another, beside the writer: an index of names would cost each change.
    package func profiles(matching search: UserSearch, after user: UserID?, limit: Int) async throws -> [Profile] {
        let deadline = ContinuousClock.now + Self.patience
        var found: [Profile] = []
        var start: String? = user?.text ?? ""
        while let first = start, found.count < limit {
            guard .now < deadline else { throw StoreError.unavailable("A search took too long.") }
            let missing = limit - found.count
            let slice = try await page { try $0.search(search, after: first, Self.sliceOfSearch, limit: missing) }
            found += slice.profiles
            start = slice.last
        }
        return found
    }
}

extension Database {
    /// What matches among the next users, and who is the last of these; nil where nobody comes after them.
    fileprivate func search(
        _ search: UserSearch,
        after user: String,
        _ slice: Int,
        limit: Int
    ) throws -> (profiles: [Profile], last: String?) {
        let last = try first(ProfileSQL.end, [user, slice - 1]) { $0[0] as String }
        // No id has a `~`, which comes behind all that ids have.
        let bindings: Bindings = [user, last ?? "~", search.pattern, limit]
        let profiles = try all(ProfileSQL.search, bindings) {
            ProfileRow.read($0, of: UserID(stored: $0[0]), from: 1)
        }
        return (profiles, last)
    }
}
