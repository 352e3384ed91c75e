/// A row of the append-only record of what was done.
///
/// `detail` holds names of fields or a word, never a value.
package struct Activity: Sendable {
    package enum Kind: String, Sendable {
        case created, changed, erased
        /// The version grew by itself, after a restored backup.
        case lifted
        case passwordSet = "password-set"
        case signedIn = "signed-in"
        case signedOut = "signed-out"
    }

    package let kind: Kind
    package let user: UserID
    package let actor: Actor
    package var version: Int64?
    package var detail: String?
    package let now: Timestamp

    /// For 400 days: long enough to answer for a year.
    package static let retention = Duration.seconds(400 * 86400)
}
