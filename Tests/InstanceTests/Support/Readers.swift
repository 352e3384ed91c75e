import Glibc
import NIOCore
import NIOHTTP1
import Synchronization
import TestSupport
import Testing

/// Readers who rename themselves at whichever instance the balancer leads them to, and all that they were answered.
final class Readers: Sendable {
    struct Reader: Sendable {
        let user: String
        let browser: Browser
    }

    /// A rename that was answered with 200.
    struct Renamed: Sendable {
        let user: String
        let version: Int
        let name: String
    }

    struct Answers: Sendable {
        var renamed: [Renamed] = []
        /// How often each other answer came.
        var others: [String: Int] = [:]

        /// What is no 200 and no 503 with Retry-After either.
        var wrong: [String: Int] { others.filter { $0.key != Self.later } }

        static let later = "503, come again"
        static let absent = "nobody there"
        static let undone = "no instance did it"
    }

    let all: [Reader]
    private let answers = Mutex(Answers())
    private let waiting = Mutex<[(enough: @Sendable (Answers) -> Bool, wake: CheckedContinuation<Void, Never>)]>([])
    private let next = Atomic(0)
    private let last = Atomic(Int.max)

    private init(_ all: [Reader]) { self.all = all }

    var answered: Answers { answers.withLock(\.self) }

    /// Signs new ones in.
    static func signedIn(_ count: Int, on stage: Stage) async throws -> Readers {
        let instances = stage.instances
        let readers = try await inParallel(count, atOnce: 16) { index in
            let user = "reader-\(index)"
            let instance = instances[index % instances.count]
            return Reader(user: user, browser: try await instance.signedIn(user, name: "Reader \(index)"))
        }
        return Readers(readers)
    }

    /// So many clients rename one reader after another until they are told to ``stop(after:)``.
    func rename(by clients: Int, at instances: [Instance]) async throws {
        _ = try await inParallel(clients, atOnce: clients) { [self] _ in
            while answered.renamed.count < last.load(ordering: .relaxed) {
                try Task.checkCancellation()
                let number = next.add(1, ordering: .relaxed).oldValue
                let instance = instances[number % instances.count]
                _ = try await rename(reader(number), to: "Name \(number)", at: instance)
            }
        }
    }

    /// The same behind a proxy, which asks the next instance where one refuses in words or isn't there.
    func rename(by clients: Int, behindProxyOf stage: Stage) async throws {
        _ = try await inParallel(clients, atOnce: clients) { [self] _ in
            while answered.renamed.count < last.load(ordering: .relaxed) {
                try Task.checkCancellation()
                let number = next.add(1, ordering: .relaxed).oldValue
                let instances = stage.instances
                for place in instances.indices {
                    let instance = instances[(number + place) % instances.count]
                    if try await rename(reader(number), to: "Name \(number)", at: instance) { break }
                    if place == instances.indices.last { note(other: Answers.undone) }
                }
            }
        }
    }

    /// Ends it when so many more renames are made.
    func stop(after more: Int) { last.store(answered.renamed.count + more, ordering: .relaxed) }

    /// Everybody's turn comes; a few are renamed all the time, at several instances at once.
    private func reader(_ number: Int) -> Reader {
        number.isMultiple(of: 4) ? all[number / 4 % min(5, all.count)] : all[number * 7 % all.count]
    }

    /// Returns as soon as what has been answered is enough.
    func until(_ enough: @escaping @Sendable (Answers) -> Bool) async {
        await withCheckedContinuation { continuation in
            waiting.withLock { $0.append((enough, continuation)) }
            wake()
        }
    }

    private func note(_ change: (inout Answers) -> Void) {
        answers.withLock { change(&$0) }
        wake()
    }

    private func wake() {
        let answers = answered
        let awake = waiting.withLock { waiting in
            let index = waiting.partition { $0.enough(answers) }
            defer { waiting.removeSubrange(index...) }
            return waiting[index...].map(\.wake)
        }
        for continuation in awake { continuation.resume() }
    }

    /// Returns whether it was answered with 200.
    private func rename(_ reader: Reader, to name: String, at instance: Instance) async throws -> Bool {
        let browser = reader.browser.at(instance)
        do {
            let answer = try await browser.call(.PATCH, "/profile", #"{"display_name":"\#(name)"}"#)
            if answer.status == 200, let version = answer.number("profile.version") {
                let renamed = Renamed(user: reader.user, version: Int(version), name: name)
                note { $0.renamed.append(renamed) }
                return true
            } else {
                let isLater = answer.status == 503 && answer.headers.contains(name: "Retry-After")
                note(other: isLater ? Answers.later : "\(answer.status) \(answer.text)")
            }
        } catch let error as CancellationError {
            throw error
        } catch let error as IOError where error.errnoCode == ECONNREFUSED {
            note(other: Answers.absent)
        } catch {
            note(other: "\(error)")
        }
        return false
    }

    private func note(other: String) { note { $0.others[other, default: 0] += 1 } }
}

extension Readers.Answers {
    /// What was answered for each user, the oldest version first.
    var byUser: [String: [Readers.Renamed]] {
        Dictionary(grouping: renamed, by: \.user).mapValues { $0.sorted { $0.version < $1.version } }
    }
}

/// Does something for each number, so many at once, and returns what came of each in their order.
func inParallel<Value: Sendable>(
    _ count: Int,
    atOnce: Int,
    _ body: @escaping @Sendable (Int) async throws -> Value
) async throws -> [Value] {
    try await withThrowingTaskGroup(of: (Int, Value).self) { group in
        var values: [Int: Value] = [:]
        for index in 0..<count {
            if index >= atOnce, let (done, value) = try await group.next() { values[done] = value }
            group.addTask { (index, try await body(index)) }
        }
        for try await (done, value) in group { values[done] = value }
        return (0..<count).compactMap { values[$0] }
    }
}
