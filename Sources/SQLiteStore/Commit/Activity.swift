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
        INSERT INTO activity (at, user_id, actor, kind, version, detail, previous_id)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """

    fileprivate static let newest = "SELECT user_id, activity_id FROM profile WHERE user_id = ?"
    fileprivate static let link = "UPDATE profile SET activity_id = last_insert_rowid() WHERE user_id = ?"
}

extension Transaction {
    func record(_ activity: Activity) throws {
        let newest = try first(Activity.newest, [activity.user.text]) { $0[1] as Int64? }
        try add(activity, after: newest ?? nil)
        try execute(Activity.link, [activity.user.text])
    }

    /// Adds the row that the next statement on the profile makes the newest of the user's chain.
    func add(_ activity: Activity, after newest: Int64?) throws {
        try execute(
            Activity.insert,
            [
                activity.now.milliseconds, activity.user.text, activity.actor.rawValue, activity.kind.rawValue,
                activity.version, activity.detail, newest,
            ]
        )
    }
}
