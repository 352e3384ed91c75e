/// How a user's two records lie in their tables, which is the same in every store, and become one.
package enum TimelineRow {
    /// The order in which ``activity(_:)`` finds them.
    package static let activityColumns = "id, at, actor, kind, version, detail"
    /// The order in which ``exchange(_:of:)`` finds them.
    package static let exchangeColumns = "id, at, kind, network, version, status, error, milliseconds, tabs"

    package static func activity(_ row: some StoredRow) -> (id: Int64, entry: UserTimeline.Entry) {
        let activity = PastActivity(at: row[1], actor: row[2], kind: row[3], version: row[4], detail: row[5])
        return (row[0], .activity(activity))
    }

    package static func exchange(_ row: some StoredRow, of user: UserID) -> (id: Int64, entry: UserTimeline.Entry) {
        if let count: Int = row[8] {
            return (row[0], .tabs(TabsTold(user: user, version: row[4], at: row[1], count: count)))
        }
        let exchange = Exchange(
            kind: Exchange.Kind(rawValue: row[2]) ?? .ping,
            network: NetworkName(stored: row[3]),
            user: user,
            version: row[4],
            at: row[1],
            status: row[5],
            error: row[6],
            milliseconds: row[7]
        )
        return (row[0], .exchange(exchange))
    }
}

extension UserTimeline {
    /// Merges two records, each the newest first and, if there is more of it, longer than `limit`.
    ///
    /// A page holds what is newest by its place in its record, and has that in the order of moments: what was written
    /// down later may have begun earlier.
    package init(
        activities: [(id: Int64, entry: Entry)],
        exchanges: [(id: Int64, entry: Entry)],
        after last: Position?,
        limit: Int
    ) {
        var (activities, exchanges) = (activities[...], exchanges[...])
        var (activity, exchange) = (last?.activity, last?.exchange)
        var picked: [Entry] = []
        while picked.count < limit, let next = Self.newer(activities.first, exchanges.first) {
            picked.append(next.entry)
            switch next.entry {
            case .activity:
                activity = next.id
                activities.removeFirst()
            case .exchange, .tabs:
                exchange = next.id
                exchanges.removeFirst()
            }
        }
        let isLast = activities.isEmpty && exchanges.isEmpty
        // In the order of moments, and of the same moment in the order in which they were picked.
        let order = picked.enumerated().sorted { ($1.element.at, $0.offset) < ($0.element.at, $1.offset) }
        self.init(
            entries: order.map(\.element),
            next: isLast ? nil : Position(activity: activity, exchange: exchange)
        )
    }

    private static func newer(
        _ activity: (id: Int64, entry: Entry)?,
        _ exchange: (id: Int64, entry: Entry)?
    ) -> (
        id: Int64, entry: Entry
    )? {
        guard let activity else { return exchange }
        guard let exchange else { return activity }
        return exchange.entry.at >= activity.entry.at ? exchange : activity
    }
}
