/// How many open streams of one instance were told of a version, as it is kept on record beside pings and pulls.
///
/// A stream is a tab's: in browsers that can, the leading one's, which tells the others.
package struct TabsTold: Sendable, Equatable {
    /// The word for it on record.
    package static let kind = "tabs"

    package let user: UserID
    package let version: Int64
    /// When the first of them was told.
    package let at: Timestamp
    package let count: Int

    package init(user: UserID, version: Int64, at: Timestamp, count: Int) {
        self.user = user
        self.version = version
        self.at = at
        self.count = count
    }
}
