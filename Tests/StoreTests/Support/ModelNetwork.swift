import Nameplate

/// A network as Livefyre was: told of a change it reads the profile at a time of its own, and keeps what arrives last.
struct ModelNetwork {
    private struct Read {
        let version: Int64
        let begunAt: Timestamp
    }

    /// What it shows; 0 for nothing.
    private(set) var version: Int64 = 0
    /// Reads whose answers have not arrived.
    private var underWay: [Read] = []

    mutating func read(_ version: Int64, at now: Timestamp) {
        underWay.append(Read(version: version, begunAt: now))
    }

    /// All answers arrive, and `choose` says which is the last: any, but that an answer is not under way for as long as
    /// the store reckons with.
    mutating func finish(_ choose: (Int) -> Int) {
        guard let newest = underWay.last else { return }
        let candidates = underWay.filter { newest.begunAt < $0.begunAt + Delivery.overlap }
        // Which of two that read the same comes last makes no difference.
        let versions = Set(candidates.map(\.version)).sorted()
        version = versions[choose(versions.count)]
        underWay = []
    }
}
