import Glibc
import Nameplate
import Testing

/// All orders, up to a length, in which edits, two workers, the network and time can get in each other's way.
///
/// After each the network must come to show the newest version by itself. `DEPTH=8` says how many steps there are.
struct InterleavingTests {
    enum Plot: CaseIterable, CustomTestStringConvertible {
        case edits, ownPings, failure, frozenWorker, lateNotes

        var testDescription: String {
            switch self {
            case .edits: "edits while pings are under way"
            case .ownPings: "changes that send their own pings"
            case .failure: "a ping that fails"
            case .frozenWorker: "a worker that stands still"
            case .lateNotes: "reads that are noted late"
            }
        }

        func bounds(_ steps: Int) -> LoopCourse.Bounds {
            var bounds = LoopCourse.Bounds(steps: steps)
            switch self {
            case .edits: break
            case .ownPings: bounds.leases = true
            case .failure: bounds.failures = 1
            case .lateNotes: (bounds.leases, bounds.delaysNotes) = (true, true)
            case .frozenWorker: (bounds.freezes, bounds.waits) = (1, 0)
            }
            return bounds
        }
    }

    @Test(arguments: Plot.allCases, StoreBackend.allCases)
    func `in whatever order things happen, the network ends on the newest version`(
        plot: Plot,
        backend: StoreBackend
    ) async throws {
        try await backend.withFleetingStore { store in
            try await store.renew(.first, until: LoopCourse.never, at: .start)
            try await store.renew(.second, until: LoopCourse.never, at: .start)
            let depth = try Self.depth ?? (backend == .sqlite ? 6 : 4)
            var count = 0
            var now = Timestamp.start
            for steps in 1...depth {
                var choices = Choices()
                repeat {
                    count += 1
                    let user = UserID(stored: "reader-\(count)")
                    var course = try await LoopCourse(of: user, in: store, at: now, bounds: plot.bounds(steps))
                    try await course.run(&choices)
                    try await course.settle(&choices)
                    // What comes later is nothing to a reader whose loop is closed.
                    now = course.now + .seconds(60)
                } while choices.next()
            }
            print(
                "\(backend.testDescription), \(plot.testDescription): \(count) orders of up to \(depth) steps, "
                    + "and the network ended on the newest version after each."
            )
        }
    }

    private static var depth: Int? {
        get throws {
            guard let text = getenv("DEPTH").map({ String(cString: $0) }) else { return nil }
            return try #require(Int(text).flatMap { $0 > 0 ? $0 : nil }, "DEPTH is a number from 1")
        }
    }
}
