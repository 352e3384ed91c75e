import Foundation
import Nameplate
import PostgresStore
import TestDatabase
import Testing

/// What two stores on one database, which are two processes' worth, do to each other.
struct PostgresTransactionTests {
    @Test func `a change that a constraint refuses takes nothing from the others of its commit`() async throws {
        try await PostgresPlace.withNew { place in
            let store = try await place.open()
            try await store.begin()
            let lock = try await DatabaseLock.onProfile(of: .ada, at: place)
            try await withThrowingTaskGroup { group in
                // While this waits for the lock, all others gather behind it.
                group.addTask { _ = try? await store.change(.rename(.ada, to: "Ada L.")) }
                try await place.until(
                    "EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')"
                )
                let (begun, begin) = AsyncStream<Void>.makeStream()
                for index in 0..<50 {
                    group.addTask {
                        begin.yield()
                        try await store.begin(UserID(stored: "user-\(index)"))
                    }
                }
                group.addTask {
                    begin.yield()
                    let unknown = NetworkName(stored: "nowhere.fyre.co")
                    await #expect(throws: StoreError.unknownNetwork) {
                        try await store.change(.put(.grace, named: "Grace", networks: [.labs, unknown]))
                    }
                }
                var waiting = 51
                for await _ in begun {
                    waiting -= 1
                    if waiting == 0 { break }
                }
                try await lock.release()
                try await group.waitForAll()
            }
            #expect(try await store.profile(of: .grace) == nil)
            #expect(try await store.profiles(after: nil, limit: 100).count == 51)
        }
    }

    @Test func `changes of the same and of new users at two stores each get the next version`() async throws {
        try await PostgresPlace.withNew { place in
            let stores = [try await place.open(), try await place.open()]
            // A language sorts them otherwise than their bytes do.
            let users = ["B", "a", "C", "b", "_", "A", "c-1", "c.2", "Z", "z"].map { UserID(stored: $0) }
            let found = try await withThrowingTaskGroup(of: (UserID, Int64).self) { group in
                for round in 0..<40 {
                    for (index, user) in users.shuffled().enumerated() {
                        let store = stores[(round + index) % 2]
                        group.addTask {
                            let change = try ProfileTransaction.put(
                                user,
                                named: "Round \(round)",
                                networks: [.other, .labs]
                            )
                            return (user, try await store.change(change).profile.version)
                        }
                    }
                }
                return try await group.reduce(into: [:]) { $0[$1.0, default: []].append($1.1) }
            }
            for user in users {
                #expect(found[user]?.sorted() == Array(1...40))
                #expect(try await stores[0].profile(of: user)?.version == 40)
                #expect(try await stores[1].delivery(user)?.wantedVersion == 40)
            }
            #expect(try place.deadlocks == 0)
        }
    }

    @Test func `users that two stores make at the same moment are made once, and nobody waits for anybody`()
        async throws
    {
        try await PostgresPlace.withNew { place in
            let stores = [try await place.open(), try await place.open()]
            // So slowly that they meet.
            try await place.run(
                """
                CREATE FUNCTION nameplate.dawdle() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN PERFORM pg_sleep(0.003); RETURN NEW; END';
                CREATE TRIGGER dawdle BEFORE INSERT ON nameplate.profile
                    FOR EACH ROW EXECUTE FUNCTION nameplate.dawdle();
                """
            )
            for round in 0..<4 {
                let users = (0..<40).map { UserID(stored: "user-\(round)-\($0)") }
                let created = try await withThrowingTaskGroup { group in
                    for store in stores {
                        for user in users.shuffled() {
                            group.addTask { try await store.change(.put(user, named: "X")).isNew }
                        }
                    }
                    return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
                }
                #expect(created == 40)
            }
            #expect(try place.deadlocks == 0)
        }
    }

    @Test func `all that touches a user's rows at two stores waits in one order, and never for each other`()
        async throws
    {
        try await PostgresPlace.withNew { place in
            let stores = [try await place.open(connections: 12), try await place.open(connections: 12)]
            let users = ["B", "a", "C", "b", "A", "c"].map { UserID(stored: $0) }
            for user in users { _ = try await stores[0].change(.put(user, named: "X", networks: [.other, .labs])) }
            for (index, store) in stores.enumerated() {
                try await store.renew(WorkerID("worker-\(index)"), until: .after(.seconds(12)), at: .start)
            }
            try await withThrowingTaskGroup { group in
                for (index, store) in stores.enumerated() {
                    let crowd = Crowd(users: users, store: store, worker: WorkerID("worker-\(index)"))
                    for _ in 0..<3 {
                        group.addTask { try await crowd.rename(30) }
                        group.addTask { try await crowd.pullAndAcknowledge(30) }
                        group.addTask { try await crowd.changeSeats(30) }
                        group.addTask { try await crowd.handOff(30) }
                        group.addTask {
                            _ = try await store.replay(ReplaySelection(.since(.start), network: nil), at: .start)
                        }
                        group.addTask { try await store.sweep(at: .start) }
                        group.addTask { try await crowd.goThroughAll(10) }
                    }
                    group.addTask {
                        for _ in 0..<20 {
                            try await store.setNetworks([(.other, "livefyre"), (.labs, "livefyre")], at: .start)
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try place.deadlocks == 0)
        }
    }

    @Test(arguments: ["disable", "erase"])
    func `a sign-in that races a goodbye from another store leaves no session`(goodbye: String) async throws {
        try await PostgresPlace.withNew { place in
            let (here, there) = (try await place.open(), try await place.open())
            for round in 0..<25 {
                let user = UserID(stored: "user-\(round)")
                try await here.begin(user)
                let codes = (0..<6).map { _ in HandoffCode(from: systemRandomness).digest }
                for code in codes {
                    try await here.addHandoff(code, for: user, profile: nil, expiresAt: .after(.seconds(60)))
                }
                try await withThrowingTaskGroup { group in
                    for code in codes {
                        group.addTask { try await Self.ifAllowed { try await here.signIn(Browser().signIn(user)) } }
                        group.addTask {
                            try await Self.ifAllowed { try await here.redeemHandoff(code, as: Browser().request()) }
                        }
                    }
                    group.addTask {
                        let disabling = try ProfileTransaction.patch(user, ["disabled": .bool(true)])
                        _ = try await there.change(goodbye == "erase" ? .erase(user) : disabling)
                    }
                    try await group.waitForAll()
                }
                #expect(try await here.sessions(of: user, at: .start).isEmpty)
            }
            #expect(try await place.value("SELECT count(*) FROM nameplate.session") == "0")
            #expect(try place.deadlocks == 0)
        }
    }

    private static func ifAllowed(_ signIn: () async throws -> SignedIn?) async throws {
        do {
            _ = try await signIn()
        } catch StoreError.cannotSignIn {}
    }

    @Test func `a cycle that races a logout from another store revives nothing`() async throws {
        try await PostgresPlace.withNew { place in
            let (here, there) = (try await place.open(), try await place.open())
            try await here.begin()
            for _ in 0..<40 {
                let browser = Browser()
                _ = try await here.signIn(browser.signIn(.ada))
                try await withThrowingTaskGroup { group in
                    for _ in 0..<4 {
                        group.addTask { _ = try await here.cycle(browser.cycle()) }
                        group.addTask {
                            try await here.touch(browser.id, isConfirmed: true, limits: SessionLimits(), at: .start)
                        }
                    }
                    group.addTask {
                        _ = try await there.endSessions(.all(of: .ada), because: .everywhere, at: .start)
                    }
                    try await group.waitForAll()
                }
                #expect(try await here.signedIn(browser.id) == nil)
                #expect(try await here.cycle(browser.cycle()) == nil)
            }
            #expect(try place.deadlocks == 0)
        }
    }

    @Test func `cycles that race at two stores are all given the same secret`() async throws {
        try await PostgresPlace.withNew { place in
            let stores = [try await place.open(), try await place.open()]
            try await stores[0].begin()
            for _ in 0..<30 {
                let browser = Browser()
                _ = try await stores[0].signIn(browser.signIn(.ada))
                let secrets = try await withThrowingTaskGroup { group in
                    for index in 0..<8 {
                        group.addTask { try await stores[index % 2].cycle(browser.cycle())?.secret.digest }
                    }
                    return try await group.reduce(into: [Digest?]()) { $0.append($1) }
                }
                let stored = try await stores[1].signedIn(browser.id)?.keys.secretHash
                #expect(secrets.allSatisfy { $0 != nil && $0 == stored })
            }
        }
    }

    @Test func `no user has more sessions than the limit, at however many stores they begin`() async throws {
        try await PostgresPlace.withNew { place in
            let stores = [try await place.open(), try await place.open()]
            try await stores[0].begin()
            let limits = SessionLimits(perUser: 5)
            try await withThrowingTaskGroup { group in
                for index in 0..<60 {
                    group.addTask {
                        let now = Timestamp.after(.seconds(Int64(index)))
                        _ = try await stores[index % 2].signIn(Browser().signIn(.ada, limits: limits, at: now))
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await stores[0].sessions(of: .ada, at: .start).count == 5)
            #expect(try await place.value("SELECT count(*) FROM nameplate.session") == "5")
        }
    }
}

extension PostgresPlace {
    /// How often two of the database's sessions have waited for each other, as the server's log says.
    var deadlocks: Int {
        get throws {
            let log = try String(contentsOfFile: server.logFile, encoding: .utf8)
            let name = PostgresServer.name(in: url)
            return log.split(separator: "\n").count { $0.contains("@\(name) ") && $0.contains("deadlock detected") }
        }
    }
}

/// Those who do all that can be done with a few users, in any order.
private struct Crowd {
    let users: [UserID]
    let store: PostgresStore
    let worker: WorkerID
    private let networks: [NetworkName] = [.other, .labs]

    private var user: UserID { users.randomElement() ?? .ada }

    func rename(_ count: Int) async throws {
        for index in 0..<count {
            let change = try ProfileTransaction.put(user, named: "Name \(index)", networks: networks)
            _ = try await store.change(change)
        }
    }

    func pullAndAcknowledge(_ count: Int) async throws {
        for _ in 0..<count {
            let pulls = users.shuffled().flatMap { user in
                networks.shuffled().map { Pull(network: $0, user: user, version: 1, at: .start) }
            }
            try await store.recordPulls(pulls)
            for network in networks {
                let claims = try await store.claim(6, of: network, by: worker, at: .start)
                let outcomes = claims.shuffled().map {
                    ClaimOutcome(claim: $0, result: .released, status: nil, error: nil)
                }
                _ = try await store.record(outcomes, by: worker, at: .start)
            }
        }
    }

    /// Owes everything again in all other ways.
    func goThroughAll(_ count: Int) async throws {
        for index in 0..<count {
            let network = networks[index % 2]
            let all = Reconciliation(.everything, of: network, limit: 100, lift: Int64(index % 3))
            _ = try await store.reconcile(all, at: .start)
            let pause = NetworkPause(at: .start, until: nil, reason: "x")
            try await store.pause(network, pause, unlessPaused: true)
            try await store.resume(network)
            _ = try await store.repair(at: .after(.seconds(60)))
        }
    }

    /// One reader after another at the same browser.
    func changeSeats(_ count: Int) async throws {
        var old: SessionID?
        for _ in 0..<count {
            let browser = Browser()
            _ = try await store.signIn(browser.signIn(user, replacing: old))
            old = browser.id
            if Bool.random() { _ = try await store.endSessions(.all(of: user), because: .everywhere, at: .start) }
        }
    }

    func handOff(_ count: Int) async throws {
        var old: SessionID?
        for index in 0..<count {
            let code = HandoffCode(from: systemRandomness)
            let user = user
            let profile = try ProfileTransaction.put(user, named: "Code \(index)", networks: networks)
            try await store.addHandoff(code.digest, for: user, profile: profile, expiresAt: .after(.seconds(60)))
            let browser = Browser()
            _ = try await store.redeemHandoff(code.digest, as: browser.request(replacing: old))
            old = browser.id
        }
    }
}
