extension [Committed] {
    /// Leaves out that a network is owed something where that was said before.
    package func tellingOwedOnce() -> [Committed] {
        var told: Set<NetworkName> = []
        return filter { event in
            guard case .owed(let network) = event else { return true }
            return told.insert(network).inserted
        }
    }
}
