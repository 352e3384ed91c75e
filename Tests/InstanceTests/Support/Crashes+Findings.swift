extension Crashes {
    /// What one reader has asked for, in this order, and what came of it.
    struct History: Sendable {
        struct Rename: Sendable {
            let name: String
            /// Nil where no answer came.
            var version: Int?
        }

        var renames: [Rename]
        /// Answers that nobody should get.
        var refusals: [String] = []
    }

    /// What the service has of a reader.
    struct Stored: Sendable {
        let version: Int
        let name: String
    }

    /// What the network shows of a reader, the versions that it has shown, and how the reader's browser stands.
    struct Shown: Sendable {
        let name: String?
        let versions: [Int]
        let isSignedIn: Bool
    }
}

extension Crashes.History {
    /// All that isn't as it must be.
    func findings(of stored: Crashes.Stored, _ shown: Crashes.Shown) -> [String] {
        let answered = renames.filter { $0.version != nil }
        let versions = answered.compactMap(\.version)
        let isLost = answered.last.map { last in
            stored.version < last.version ?? 0 || (stored.version == last.version && stored.name != last.name)
        }
        let rules = [
            (isLost != true, "a rename that was answered is lost"),
            (stored.version <= renames.count, "there are versions that nobody asked for"),
            (renames.contains { $0.name == stored.name }, "there is a name that nobody asked for"),
            (zip(versions, versions.dropFirst()).allSatisfy { $0 < $1 }, "two renames were answered with one version"),
            (shown.name == stored.name, "the network shows \(shown.name ?? "nobody") and not \(stored.name)"),
            (shown.versions == shown.versions.sorted(), "the network went back"),
            (shown.isSignedIn, "the reader was signed out"),
        ]
        return refusals + rules.filter { !$0.0 }.map(\.1)
    }
}
