import Nameplate

/// Profiles, deliveries and activity that a transaction has read and locked, and what became of them.
struct Work {
    struct Key: Hashable {
        let network: NetworkName
        let user: UserID
    }

    struct HeldProfile {
        var profile: Profile?
        var newestActivity: Int64?
        var write: ProfileWrite?

        var stored: StoredProfile? { profile.map { StoredProfile(profile: $0, newestActivity: newestActivity) } }
    }

    enum ProfileWrite {
        /// Version, name, moment and the newest activity.
        case few
        case all
        case insert
    }

    struct HeldDelivery {
        var stored: StoredDelivery?
        var isNew = false
        var isChanged = false
    }

    private(set) var profiles: [UserID: HeldProfile] = [:]
    private(set) var deliveries: [Key: HeldDelivery] = [:]
    private(set) var activities: [(id: Int64, previous: Int64?, activity: Activity)] = []
    private(set) var exchanges: [Exchange] = []
    private(set) var leases: [(worker: WorkerID, claim: Claim)] = []
    /// The server's number for the transaction, once anything may have been leased.
    private(set) var transaction: String?
    private var numbers: [Int64] = []

    var hasNumbers: Bool { !numbers.isEmpty }

    mutating func take(profiles rows: Rows, asked users: [UserID]) {
        for user in users { profiles[user] = HeldProfile() }
        for held in rows.map(Self.profile) { profiles[held.user] = held.profile }
    }

    mutating func take(deliveries rows: Rows, asked keys: [Key], holders: Rows) {
        let living = Set((holders.first?[0] ?? "").split(separator: " "))
        transaction = holders.first?[1]
        let drawn = (holders.first?[2] ?? "").split(separator: " ").compactMap { Int64($0) }
        if !drawn.isEmpty { numbers = drawn.reversed() }
        for key in keys { deliveries[key] = HeldDelivery() }
        for stored in rows.map({ StoredDelivery($0, living: living) }) {
            deliveries[stored.key] = HeldDelivery(stored: stored)
        }
    }

    /// Those that are left were drawn before the profile that was just locked, whose chain may have grown beyond them.
    mutating func take(numbers rows: Rows) { numbers = rows.map { $0[0] }.reversed() }

    mutating func insert(_ profile: Profile) {
        profiles[profile.user, default: HeldProfile()].profile = profile
        profiles[profile.user]?.write = .insert
    }

    mutating func update(_ profile: Profile, isRename: Bool) {
        profiles[profile.user]?.profile = profile
        switch profiles[profile.user]?.write {
        case nil, .few: profiles[profile.user]?.write = isRename ? .few : .all
        case .all, .insert: break
        }
    }

    /// Adds the row to its user's chain, as the newest.
    mutating func add(_ activity: Activity, after previous: Int64?) {
        guard let id = numbers.popLast() else { return }
        activities.append((id, previous, activity))
        profiles[activity.user, default: HeldProfile()].newestActivity = id
        if profiles[activity.user]?.profile != nil, profiles[activity.user]?.write == nil {
            profiles[activity.user]?.write = .few
        }
    }

    mutating func insert(_ delivery: StoredDelivery) {
        deliveries[delivery.key] = HeldDelivery(stored: delivery, isNew: true, isChanged: true)
        noteLease(of: delivery)
    }

    mutating func update(_ delivery: StoredDelivery, _ part: StoredDelivery.Part) {
        deliveries[delivery.key]?.stored = delivery
        deliveries[delivery.key]?.isChanged = true
        if part == .owedAndLeased { noteLease(of: delivery) }
    }

    mutating func add(_ exchange: Exchange) { exchanges.append(exchange) }

    mutating func noteLease(of claim: Claim, to worker: WorkerID) { leases.append((worker, claim)) }

    mutating func take(transaction number: String) { transaction = number }

    private mutating func noteLease(of delivery: StoredDelivery) {
        if let worker = delivery.leasedBy { noteLease(of: delivery.claim, to: worker) }
    }

    private static func profile(_ row: Row) -> (user: UserID, profile: HeldProfile) {
        let user = UserID(stored: row[23])
        return (user, HeldProfile(profile: ProfileRow.read(row, of: user), newestActivity: row[24]))
    }
}

extension StoredDelivery {
    var key: Work.Key { Work.Key(network: delivery.network, user: delivery.user) }

    fileprivate init(_ row: Row, living: Set<Substring>) {
        let holder: String? = row[15]
        self.init(row, isLeased: holder.map { living.contains($0[...]) } ?? false)
    }
}
