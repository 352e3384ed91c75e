import Glibc
import Synchronization
import Testing

/// Counts the tests that have run against each store, and says at the end of the process how many that were.
enum SharedCases {
    private static let cases = Mutex<[StoreBackend: Set<String>]>([:])

    private static let saysAtEnd: Bool =
        atexit {
            let counts = cases.withLock { cases in StoreBackend.allCases.map { cases[$0, default: []] } }
            let shared = counts.dropFirst().reduce(counts[0]) { $0.intersection($1) }
            print("\(shared.count) shared store tests ran on each of \(counts.count) stores: \(counts.map(\.count))")
        } == 0

    /// The test that runs now has a store of this kind.
    static func note(_ backend: StoreBackend) {
        guard saysAtEnd, let test = Test.current else { return }
        _ = cases.withLock { $0[backend, default: []].insert("\(test.id)") }
    }
}
