import GRDB
import Nameplate

/// A row of the append-only record of what was done.
///
/// `detail` holds names of fields or a word, never a value.
struct Activity {
    enum Kind: String {
        case created, changed, erased
        case passwordSet = "password-set"
        case signedIn = "signed-in"
        case signedOut = "signed-out"
    }

    let kind: Kind
    let user: UserID
    let actor: Actor
    var version: Int64?
    var detail: String?
    let now: Timestamp

    /// For 400 days: long enough to answer for a year.
    static let retention = Duration.seconds(400 * 86400)

    fileprivate static let insert = """
        INSERT INTO activity (at, user_id, actor, kind, version, detail) VALUES (?, ?, ?, ?, ?, ?)
        """
}

extension Transaction {
    func record(_ activity: Activity) throws {
        try execute(
            Activity.insert,
            [
                activity.now.milliseconds, activity.user.text, activity.actor.rawValue, activity.kind.rawValue,
                activity.version, activity.detail,
            ]
        )
    }
}
