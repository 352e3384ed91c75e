/// What happened to one user, the newest first: what was done, what networks were told and have read, and how many tabs
/// were told.
package struct UserTimeline: Sendable, Equatable {
    package enum Entry: Sendable, Equatable {
        case activity(PastActivity)
        case exchange(Exchange)
        case tabs(TabsTold)

        package var at: Timestamp {
            switch self {
            case .activity(let activity): activity.at
            case .exchange(let exchange): exchange.at
            case .tabs(let told): told.at
            }
        }
    }

    /// How far back a page has come in each of the two records, of what was done and of who was told; nil where it has
    /// none of them.
    package struct Position: Sendable, Equatable {
        package let activity: Int64?
        package let exchange: Int64?

        package init(activity: Int64?, exchange: Int64?) {
            self.activity = activity
            self.exchange = exchange
        }

        /// `ACTIVITY.EXCHANGE`, with 0 for none.
        package var text: String { "\(activity ?? 0).\(exchange ?? 0)" }

        package init?(_ text: String) {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 2, let activity = Int64(parts[0]), let exchange = Int64(parts[1]),
                activity >= 0, exchange >= 0
            else { return nil }
            self.init(activity: activity == 0 ? nil : activity, exchange: exchange == 0 ? nil : exchange)
        }
    }

    package let entries: [Entry]
    /// Where the next page begins; nil when this was the last.
    package let next: Position?

    package init(entries: [Entry], next: Position?) {
        self.entries = entries
        self.next = next
    }
}

/// A row of the record of what was done, as it was read; later versions may have other kinds.
package struct PastActivity: Sendable, Equatable {
    package let at: Timestamp
    package let actor: String
    package let kind: String
    package let version: Int64?
    /// Names of fields or a word, never a value.
    package let detail: String?

    package init(at: Timestamp, actor: String, kind: String, version: Int64?, detail: String?) {
        self.at = at
        self.actor = actor
        self.kind = kind
        self.version = version
        self.detail = detail
    }
}
