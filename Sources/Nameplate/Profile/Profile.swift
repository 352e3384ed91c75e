/// What networks may show of a user, plus a version that grows by one with each committed change.
package struct Profile: Equatable, Sendable {
    package let user: UserID
    /// 1 for a new profile; never restarts, not even after erasure.
    package var version: Int64
    package var fields: ProfileFields
    package var createdAt: Timestamp
    package var changedAt: Timestamp
    package var erasedAt: Timestamp?

    package init(
        user: UserID,
        version: Int64,
        fields: ProfileFields,
        createdAt: Timestamp,
        changedAt: Timestamp,
        erasedAt: Timestamp? = nil
    ) {
        self.user = user
        self.version = version
        self.fields = fields
        self.createdAt = createdAt
        self.changedAt = changedAt
        self.erasedAt = erasedAt
    }

    package var isErased: Bool { erasedAt != nil }
    package var canSignIn: Bool { !isErased && !fields.isDisabled }
}
