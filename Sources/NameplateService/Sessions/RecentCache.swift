import Synchronization

/// Remembers what was read from the store until a commit changes it; bounded by two generations, of which the older
/// is dropped whole when the younger is full.
///
/// A value that was read before a commit and would be put in after it is not kept: that is what ``Reading`` is for.
final class RecentCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    /// The moment before a read, by the count of commits.
    struct Reading: Sendable {
        fileprivate let commit: UInt64
    }

    private struct State {
        var young: [Key: Value] = [:]
        var old: [Key: Value] = [:]
        var commit: UInt64 = 0
        /// The last commit that touched a key of each shard.
        var touched = [UInt64](repeating: 0, count: 256)
    }

    private let state = Mutex(State())
    private let generationSize: Int

    init(generationSize: Int) { self.generationSize = generationSize }

    func value(for key: Key) -> Value? {
        state.withLock { state in
            if let value = state.young[key] { return value }
            guard let value = state.old[key] else { return nil }
            keep(value, for: key, in: &state)
            return value
        }
    }

    func startReading() -> Reading { Reading(commit: state.withLock(\.commit)) }

    func put(_ value: Value, for key: Key, read reading: Reading) {
        state.withLock { state in
            guard state.touched[shard(of: key)] <= reading.commit else { return }
            keep(value, for: key, in: &state)
        }
    }

    func drop(_ key: Key) {
        state.withLock { state in
            state.commit += 1
            state.touched[shard(of: key)] = state.commit
            state.young[key] = nil
            state.old[key] = nil
        }
    }

    func dropAll() {
        state.withLock { state in
            state.commit += 1
            state.touched = [UInt64](repeating: state.commit, count: 256)
            state.young = [:]
            state.old = [:]
        }
    }

    private func keep(_ value: Value, for key: Key, in state: inout State) {
        if state.young.count >= generationSize {
            state.old = state.young
            state.young = [:]
        }
        state.young[key] = value
    }

    private func shard(of key: Key) -> Int { Int(UInt(bitPattern: key.hashValue) % 256) }
}
