import Nameplate

/// What the Users page asks for: some of the users who fit, the newest change first.
struct UserSearch {
    static let longestPage = 200

    /// Found in the name, the id or the e-mail address; with `*` in it, matched against the whole of one of them.
    let pattern: String
    let offset: Int
    let limit: Int

    /// - Returns: How many there are, and those of this page.
    func page(of users: [RemoteUser]) -> (count: Int, page: [RemoteUser]) {
        let found = pattern.isEmpty ? Array(users.indices) : matching(users)
        guard offset < found.count else { return (found.count, []) }
        // Times and ids alone are compared and moved: there may be very many users.
        let order = found.map { (at: users[$0].updatedAt, id: users[$0].id, index: $0) }
            .sorted { ($1.at, $0.id) < ($0.at, $1.id) }
        return (found.count, order[offset...].prefix(limit).map { users[$0.index] })
    }

    private func matching(_ users: [RemoteUser]) -> [Int] {
        let wildcard = Wildcard(pattern)
        return users.indices.filter { index in
            let user = users[index]
            return wildcard.matches(user.displayName) || wildcard.matches(user.id.text)
                || (user.profile?.email).map(wildcard.matches) ?? false
        }
    }
}
