import Nameplate

/// Who may do what, where; kept apart from the users, since a role can be given before the user was ever seen.
struct Roles: Sendable {
    private var affiliations: [UserID: [RoleScope: Affiliation]] = [:]

    func affiliation(of user: UserID, in scope: RoleScope = .network) -> Affiliation {
        affiliations[user]?[scope] ?? .none
    }

    mutating func set(_ affiliation: Affiliation, for user: UserID, in scope: RoleScope) {
        affiliations[user, default: [:]][scope] = affiliation == .none ? nil : affiliation
    }

    /// The scopes that the user moderates.
    func moderated(by user: UserID) -> [RoleScope] {
        (affiliations[user] ?? [:]).filter { $0.value.moderates }.map(\.key)
    }
}
