/// Going through the profiles by id, and owing a network what it doesn't have.
package struct Reconciliation: Sendable, Equatable {
    package enum Scope: Sendable, Equatable {
        /// All that isn't confirmed or owed already: never asked for, given up, or not read back.
        case everything
        /// What the network read another version of, and what it didn't read back however often it was asked.
        case drifted
    }

    package struct Result: Sendable, Equatable {
        /// Profiles looked at.
        package var examined: Int
        package var owed: Int
        /// The last of them, if there may be more after it.
        package var next: UserID?

        package init(examined: Int, owed: Int, next: UserID?) {
            self.examined = examined
            self.owed = owed
            self.next = next
        }
    }

    package let network: NetworkName
    /// Erased users are among those after it.
    package var after: UserID?
    /// How many profiles to look at.
    package var limit: Int
    /// Passes over profiles that were changed before then.
    package var since: Timestamp?
    package var scope: Scope
    /// After a restored backup: by how much the versions of all these profiles grow first, so that they are above any
    /// that were ever issued; all are owed then, at other networks that have had them too.
    package var lift: Int64

    package init(
        _ scope: Scope,
        of network: NetworkName,
        after: UserID? = nil,
        limit: Int,
        since: Timestamp? = nil,
        lift: Int64 = 0
    ) {
        self.scope = scope
        self.network = network
        self.after = after
        self.limit = limit
        self.since = since
        self.lift = lift
    }
}
