import Livefyre
import Nameplate

/// What the auth endpoint tells of a signed-in user.
struct SignIn: Sendable {
    let id: String
    /// The token's name if it has one, whatever was pulled (livefyre-protocol.md 4.2).
    let displayName: String
    let imageURL: String?
    let profileURL: String?
    let settingsURL: String?
    let moderated: [RoleScope]
}

extension RemoteNetwork {
    /// Takes note of who presented a token.
    ///
    /// A user without a pulled profile gets one pulled, without any ping.
    func signIn(_ bearer: Bearer) -> SignIn {
        guard case .user(let id, let claims) = bearer else { return systemSignIn() }
        if claims.expires > 100_000_000_000 {
            timeline.add(nil, nil, id, "the token's expires is no epoch second; milliseconds by mistake?")
        }
        let user = meet(id, named: claims.displayName)
        return SignIn(
            id: jid(id),
            displayName: claims.displayName ?? user.displayName,
            imageURL: user.profile?.imageURL,
            profileURL: user.profile?.profileURL,
            settingsURL: user.profile?.settingsURL,
            moderated: moderated(by: user)
        )
    }

    /// The user of a token, made known if it is new; the claimed name never touches a pulled profile.
    @discardableResult
    func meet(_ id: UserID, named claim: String?) -> RemoteUser {
        var user = users[id] ?? RemoteUser(id: id, at: now)
        if let claim { user.claimedName = claim }
        users[id] = user
        if user.profile == nil {
            timeline.add(nil, nil, id, "signed in without a profile here")
            queuePull(for: id)
        }
        return user
    }

    private func systemSignIn() -> SignIn {
        SignIn(
            id: "system@\(configuration.network.fullName)",
            displayName: "system",
            imageURL: nil,
            profileURL: nil,
            settingsURL: nil,
            moderated: [.network]
        )
    }

    private func moderated(by user: RemoteUser) -> [RoleScope] {
        let scopes = roles.moderated(by: user.id)
        guard user.profile?.moderates == true, !scopes.contains(.network) else { return scopes }
        return scopes + [.network]
    }
}
