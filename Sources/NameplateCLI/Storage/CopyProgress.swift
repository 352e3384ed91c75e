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
        note("\(progress.step) \(progress.table)", done: progress.done, of: progress.count, unit: "rows")
    }

    func note(_ name: String, done: Int, of count: Int, unit: String) {
        guard count > 0 else { return }
        current.withLock { current in
            let now = ContinuousClock.now
            var table =
                if let known = current, known.name == name { known } else {
                    Table(name: name, began: now, doneBefore: done, count: count, lastSaid: now)
                }
            let isDone = done >= count
            let isLate = table.lastSaid + (isTerminal ? Self.intervalOnTerminal : Self.interval) <= now
            if table.said != done, table.said == nil || isDone || isLate {
                table.said = done
                table.lastSaid = now
                say("\(name): \(done) of \(count)" + Self.rate(done, unit, table, now), isDone)
            }
            current = table
        }
    }

    /// Ends the line that a copy has left which broke off, so that what is said next has its own.
    func end() {
        let isOpen = current.withLock { table in table.map { $0.said != $0.count } ?? false }
        if isTerminal, isOpen { Output.part("\n") }
    }

    private static func rate(_ done: Int, _ unit: String, _ table: Table, _ now: ContinuousClock.Instant) -> String {
        let seconds = (now - table.began) / .seconds(1)
        guard done > table.doneBefore, seconds > 0 else { return "" }
        return ", \(Int(Double(done - table.doneBefore) / seconds)) \(unit)/s"
    }

    private func say(_ text: String, _ isDone: Bool) {
        guard isTerminal else { return Output.note(text) }
        // To the line's start, and what was there away.
        Output.part("\r\u{1b}[K\(text)\(isDone ? "\n" : "")")
    }
}
