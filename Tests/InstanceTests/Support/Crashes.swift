import Glibc
import Nameplate
import NIOHTTP1
import Synchronization
import TestSupport
import Testing

/// One service that crashes again and again, its network that doesn't, and all that readers were answered meanwhile.
final class Crashes: Sendable {
    private static let readers = 24
    private static let clients = 4
    /// A step that so many calls don't lead to is left to another time.
    private static let longestLoad = 400

    let sandbox: Sandbox
    let log: NetworkLog
    private let environment: [String: String]
    /// What the crash does besides, before the service is started again.
    private let afterCrash: @Sendable () async throws -> Void
    private let port: Int
    private let origin: String
    private let browsers = Mutex<[Browser]>([])
    private let histories = Mutex<[History]>([])
    private let nextName = Atomic(0)
    private let calls = Atomic(0)

    private init(
        _ environment: [String: String],
        _ sandbox: Sandbox,
        afterCrash: @escaping @Sendable () async throws -> Void
    ) throws {
        self.environment = environment
        self.sandbox = sandbox
        self.afterCrash = afterCrash
        log = NetworkLog(sandbox)
        port = try FreePort.find()
        origin = "http://localhost:\(port)"
    }

    static func with(
        database: String,
        environment: [String: String] = [:],
        afterCrash: @escaping @Sendable () async throws -> Void = {},
        _ body: (Crashes) async throws -> Void
    ) async throws {
        try await Places.shared.with {
            try await stand(database, environment, afterCrash, body)
        }
    }

    private static func stand(
        _ database: String,
        _ environment: [String: String],
        _ afterCrash: @escaping @Sendable () async throws -> Void,
        _ body: (Crashes) async throws -> Void
    ) async throws {
        let sandbox = try await Sandbox.start()
        let fixed = ["NAMEPLATE_DATABASE": database, "NAMEPLATE_NETWORK_URL": sandbox.base]
        let crashes = try Crashes(fixed.merging(environment) { $1 }, sandbox, afterCrash: afterCrash)
        let outcome: Result<Void, any Error>
        do {
            try await crashes.signIn()
            outcome = .success(try await body(crashes))
        } catch {
            outcome = .failure(error)
        }
        try await crashes.sandbox.process.remove()
        try outcome.get()
    }

    var answered: Int { histories.withLock { $0.reduce(0) { $0 + $1.renames.count { $0.version != nil } } } }
    var unanswered: Int { histories.withLock { $0.reduce(0) { $0 + $1.renames.count { $0.version == nil } } } }

    /// Runs the service until it has crashed at the step, and returns whether that was the end of it.
    func crash(
        at point: FailPoint,
        times: Int,
        environment: [String: String] = [:]
    ) async throws -> Bool {
        var isGone = true
        do {
            let instance = try await start(["CRASH_AT": "\(point.rawValue):\(times)"].merging(environment) { $1 })
            isGone = await load(instance)
            if !isGone { instance.process.signal(SIGKILL) }
            try await end(instance)
        } catch let end as ProgramProcess.Ended {
            // A start commits as well.
            try #require(end.isWithoutError, "\(end.said)")
        }
        try await afterCrash()
        return isGone
    }

    /// Starts the service for good, lets it finish what it owes, compares it with its network, and returns all that
    /// isn't as it must be.
    func check() async throws -> [String] {
        let instance = try await start([:])
        // What was read while there was no service was refused, and a network asks once.
        let again = try await instance.backend.call(.POST, "/deliveries/replay", #"{"state":"acknowledged"}"#)
        try #require(again.status == 202, "\(again.text)")
        var stored: [Stored] = []
        for index in 0..<Self.readers {
            let user = try await instance.backend.call(.GET, "/users/reader-\(index)")
            let version = try #require(user.number("profile.version").map { Int($0) }, "\(user.text)")
            stored.append(Stored(version: version, name: user.string("profile.display_name") ?? ""))
        }
        let versions = stored.enumerated().map { ("reader-\($0.offset)", $0.element.version) }
        try await log.until(shows: Dictionary(uniqueKeysWithValues: versions))
        var findings: [String] = []
        for (index, history) in histories.withLock(\.self).enumerated() {
            let shown = try await shown(of: index, at: instance)
            findings += history.findings(of: stored[index], shown).map { "reader-\(index): \($0)" }
        }
        instance.process.signal(SIGTERM)
        try await end(instance)
        return findings
    }

    private func shown(of index: Int, at instance: Instance) async throws -> Shown {
        let user = "reader-\(index)"
        let session = try await browsers.withLock { $0[index] }.call(.GET, "/auth/session")
        return Shown(
            name: try await sandbox.user(user).string("profile.display_name"),
            versions: await log.entries(of: user).filter { $0.step == Sandbox.Entry.updated }.compactMap(\.version),
            isSignedIn: session.string("user.id") == user
        )
    }

    private func start(_ environment: [String: String]) async throws -> Instance {
        try await Instance.start(
            port: port,
            origin: origin,
            environment: self.environment.merging(environment) { $1 }
        )
    }

    private func signIn() async throws {
        let instance = try await start([:])
        try await sandbox.pull(from: instance)
        for index in 0..<Self.readers {
            let browser = try await instance.signedIn("reader-\(index)", name: "Reader \(index)")
            browsers.withLock { $0.append(browser) }
            histories.withLock { $0.append(History(renames: [.init(name: "Reader \(index)", version: 1)])) }
        }
        instance.process.signal(SIGKILL)
        try await end(instance)
    }

    private func end(_ instance: Instance) async throws {
        await instance.process.untilItEnds()
        try await instance.process.remove()
    }

    /// Whether the service was gone before everybody had enough.
    private func load(_ instance: Instance) async -> Bool {
        calls.store(0, ordering: .relaxed)
        return await withTaskGroup(of: Bool.self) { group in
            for client in 0..<Self.clients { group.addTask { await self.load(instance, by: client) } }
            return await group.reduce(false) { $0 || $1 }
        }
    }

    /// Renames and cycles one reader after another, each of whom is this client's alone; true when the service is gone.
    private func load(_ instance: Instance, by client: Int) async -> Bool {
        while calls.add(1, ordering: .relaxed).oldValue < Self.longestLoad {
            let index = Int.random(in: 0..<Self.readers / Self.clients) * Self.clients + client
            let browser = browsers.withLock { $0[index] }
            do {
                if Int.random(in: 0..<4) == 0 {
                    let answer = try await browser.call(.POST, "/auth/cycle")
                    if answer.status != 200 { refuse(index, answer) }
                } else {
                    try await rename(index, browser)
                }
            } catch {
                return true
            }
        }
        return false
    }

    private func rename(_ index: Int, _ browser: Browser) async throws {
        let name = "Name \(nextName.add(1, ordering: .relaxed).oldValue)"
        let place = histories.withLock { histories in
            histories[index].renames.append(.init(name: name))
            return histories[index].renames.count - 1
        }
        let answer = try await browser.call(.PATCH, "/profile", #"{"display_name":"\#(name)"}"#)
        guard answer.status == 200, let version = answer.number("profile.version") else { return refuse(index, answer) }
        histories.withLock { $0[index].renames[place].version = Int(version) }
    }

    private func refuse(_ index: Int, _ answer: Answer) {
        histories.withLock { $0[index].refusals.append("\(answer.status) \(answer.text)") }
    }
}
