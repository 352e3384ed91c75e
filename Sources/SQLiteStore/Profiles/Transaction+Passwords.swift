import GRDB
import Nameplate

extension Transaction {
    func setPassword(_ hash: String, of user: UserID, by actor: Actor, at now: Timestamp) throws {
        try execute(
            """
            INSERT INTO credential (user_id, password_hash, changed_at) VALUES (?, ?, ?)
            ON CONFLICT (user_id) DO UPDATE
            SET password_hash = excluded.password_hash, changed_at = excluded.changed_at
            """,
            [user.text, hash, now.milliseconds]
        )
        try record(Activity(kind: .passwordSet, user: user, actor: actor, now: now))
    }

    func apply(_ change: PasswordTransaction) throws {
        guard let profile = try profile(of: change.user) else { throw StoreError.unknownUser }
        guard !profile.isErased else { throw StoreError.erased }
        try check(change.verifiedHash, of: change.user)
        try setPassword(change.passwordHash, of: change.user, by: change.actor, at: change.now)
        let ending = change.keeping.map { SessionSelection.others(than: $0, of: change.user) }
        try end(ending ?? .all(of: change.user), because: .password, at: change.now)
    }

    /// Refuses a password that was checked against a hash which has been replaced meanwhile.
    func check(_ verifiedHash: String?, of user: UserID) throws {
        guard let verifiedHash else { return }
        let stored = try first("SELECT password_hash FROM credential WHERE user_id = ?", [user.text]) {
            $0[0] as String
        }
        guard stored == verifiedHash else { throw StoreError.cannotSignIn }
    }
}
