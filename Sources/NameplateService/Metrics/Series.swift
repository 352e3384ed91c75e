import Synchronization

/// What was noted under one name, for each key that it was noted of.
final class Series<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let values = Mutex<[Key: Value]>([:])
    private let beginning: Value

    init(from beginning: Value) { self.beginning = beginning }

    func update(_ key: Key, _ body: (inout Value) -> Void) {
        values.withLock { body(&$0[key, default: beginning]) }
    }

    var all: [Key: Value] { values.withLock(\.self) }
}
