/// What a store's transaction can do by itself.
///
/// What is done with it, the rules that keep a change and all that belongs to it together, is written once, in the
/// extensions beside this file; a store adds its statements and its way to commit.
package protocol StoreTransaction: AnyObject {
    /// Is told when the transaction has committed.
    func note(_ event: Committed)
    /// Keeps others from changing anything of the user until the commit; whoever is held first is changed first.
    func hold(_ user: UserID) throws

    // Profiles
    func profile(of user: UserID) throws -> StoredProfile?
    func insert(_ profile: Profile) throws
    /// With `isRename` nothing but version, name and moment differ from what is stored.
    func update(_ profile: Profile, isRename: Bool) throws

    // Activity
    /// Adds a row that the next write of the profile makes the newest of the user's chain.
    func add(_ activity: Activity, after newest: Int64?) throws
    /// Adds a row and makes it the newest of the user's chain.
    func record(_ activity: Activity) throws

    // Passwords
    func passwordHash(of user: UserID) throws -> String?
    func putPassword(_ hash: String, of user: UserID, at now: Timestamp) throws
    /// Replaces the hash of the same password.
    func upgradePassword(_ hash: String, of user: UserID) throws
    func deletePassword(of user: UserID) throws

    // Sessions
    func signedIn(_ session: SessionID) throws -> SignedIn?
    func insert(_ session: Session, secretHash: Digest) throws
    /// Writes the keys, the last use and the limit.
    func update(_ signedIn: SignedIn) throws
    func owner(of session: SessionID) throws -> UserID?
    func deleteSessions(_ selection: SessionSelection) throws -> [EndedSession]
    /// Deletes the oldest living sessions of the user beyond `kept`.
    func deleteOldestSessions(of user: UserID, keeping kept: Int, at now: Timestamp) throws -> [EndedSession]

    // Codes
    func insertHandoff(_ code: Digest, for user: UserID, expiresAt: Timestamp) throws
    /// Reads and deletes the code.
    func takeHandoff(_ code: Digest) throws -> StoredHandoff?
    func deleteHandoffs(of user: UserID) throws

    // Deliveries
    func delivery(of user: UserID, to network: NetworkName, at now: Timestamp) throws -> StoredDelivery?
    /// - Throws: ``StoreError/unknownNetwork``
    func insert(_ delivery: StoredDelivery) throws
    func update(_ delivery: StoredDelivery, _ part: StoredDelivery.Part) throws
    func add(_ exchange: Exchange) throws
}

/// A profile with the newest row of its user's activity.
package struct StoredProfile: Sendable {
    package var profile: Profile
    package var newestActivity: Int64?

    package init(profile: Profile, newestActivity: Int64?) {
        self.profile = profile
        self.newestActivity = newestActivity
    }
}

/// A session that was deleted, which had ended by itself if its limit was past.
package struct EndedSession: Sendable {
    package let id: SessionID
    package let expiresAt: Timestamp

    package init(id: SessionID, expiresAt: Timestamp) {
        self.id = id
        self.expiresAt = expiresAt
    }
}

/// A code that was taken out of the store.
package struct StoredHandoff: Sendable {
    package let user: UserID
    package let expiresAt: Timestamp

    package init(user: UserID, expiresAt: Timestamp) {
        self.user = user
        self.expiresAt = expiresAt
    }
}
