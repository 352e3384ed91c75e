import Nameplate
import Synchronization

/// Says on standard error how far a copy is: on a terminal in a line that changes, and elsewhere in a line for each
/// table's beginning and end and every few seconds between.
final class CopyProgress: Sendable {
    private struct Table {
        let name: String
        let began: ContinuousClock.Instant
        let doneBefore: Int
        let count: Int
        var said: Int?
        var lastSaid: ContinuousClock.Instant
    }

    private static let interval: Duration = .seconds(3)
    private static let intervalOnTerminal: Duration = .milliseconds(200)

    private let isTerminal = Descriptor.error.isTerminal
    private let current = Mutex<Table?>(nil)

    func note(_ progress: StoreCopy.Progress) {
        guard progress.count > 0 else { return }
        current.withLock { current in
            let now = ContinuousClock.now
            let name = "\(progress.step) \(progress.table)"
            var table =
                if let known = current, known.name == name { known } else {
                    Table(name: name, began: now, doneBefore: progress.done, count: progress.count, lastSaid: now)
                }
            let isDone = progress.done >= progress.count
            let isLate = table.lastSaid + (isTerminal ? Self.intervalOnTerminal : Self.interval) <= now
            if table.said != progress.done, table.said == nil || isDone || isLate {
                table.said = progress.done
                table.lastSaid = now
                say("\(name): \(progress.done) of \(progress.count)" + Self.rate(progress.done, table, now), isDone)
            }
            current = table
        }
    }

    /// Ends the line that a copy has left which broke off, so that what is said next has its own.
    func end() {
        let isOpen = current.withLock { table in table.map { $0.said != $0.count } ?? false }
        if isTerminal, isOpen { Output.part("\n") }
    }

    private static func rate(_ done: Int, _ table: Table, _ now: ContinuousClock.Instant) -> String {
        let seconds = (now - table.began) / .seconds(1)
        guard done > table.doneBefore, seconds > 0 else { return "" }
        return ", \(Int(Double(done - table.doneBefore) / seconds)) rows/s"
    }

    private func say(_ text: String, _ isDone: Bool) {
        guard isTerminal else { return Output.note(text) }
        // To the line's start, and what was there away.
        Output.part("\r\u{1b}[K\(text)\(isDone ? "\n" : "")")
    }
}
