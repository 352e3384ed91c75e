/// A user's role (livefyre-protocol.md 10.1).
enum Affiliation: String, Sendable, CaseIterable {
    /// Moderates and appoints moderators.
    case owner
    /// Moderates.
    case admin
    case member
    /// An ordinary user, which is what everybody starts as.
    case none
    /// Banned: may still sign in and write, but nobody else sees it.
    case outcast

    var moderates: Bool { self == .owner || self == .admin }
}

/// Where an affiliation holds.
enum RoleScope: Hashable, Sendable {
    case network
    case site(String)
    case collection(String)
}
