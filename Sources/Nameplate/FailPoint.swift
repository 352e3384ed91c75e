import Synchronization

/// A named place on the ways that data takes, at which a test can end the process as `kill -9` would.
///
/// Only debug builds have them: in a release build ``reach()`` does nothing.
package enum FailPoint: String, Sendable, CaseIterable {
    // A change, from the request to its answer.
    case changeReceived = "change-received"
    case activityWritten = "activity-written"
    case profileWritten = "profile-written"
    case deliveryWritten = "delivery-written"
    case changeCommitted = "change-committed"
    case changeAnswered = "change-answered"

    // Any commit of the store.
    case commitBegun = "commit-begun"
    case commitDue = "commit-due"
    case commitDone = "commit-done"
    case commitTold = "commit-told"

    // A cycle.
    case cycleReceived = "cycle-received"
    case cycleWritten = "cycle-written"
    case cycleCommitted = "cycle-committed"

    // A claim of what is due, and a ping until its outcome is on record.
    case claimDue = "claim-due"
    case claimed
    case pingDue = "ping-due"
    case pingAnswered = "ping-answered"
    case outcomeWritten = "outcome-written"
    case outcomeRecorded = "outcome-recorded"

    // A pull.
    case pullAsked = "pull-asked"
    case pullRead = "pull-read"
    case pullAnswered = "pull-answered"
    case pullNoted = "pull-noted"

    // A copy of one store to another: whenever it has come further.
    case copyWentOn = "copy-went-on"

    /// Those that a service comes by.
    package static let ofService = allCases.filter { $0 != .copyWentOn }

    /// Tells whoever watches that the process has come here.
    package func reach() {
        #if DEBUG
        Self.state.withLock(\.watcher)?(self)
        #endif
    }

    #if DEBUG
    /// A `Mutex` of a bare closure would wrap it once more at each locking.
    private struct State {
        var watcher: (@Sendable (FailPoint) -> Void)?
    }

    private static let state = Mutex(State())

    /// Calls `body` wherever the process comes by, on the thread that does.
    package static func watch(_ body: @escaping @Sendable (FailPoint) -> Void) {
        state.withLock { $0.watcher = body }
    }
    #endif
}
