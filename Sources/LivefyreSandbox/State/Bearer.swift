import Livefyre
import Nameplate

/// Who a good token speaks for.
enum Bearer: Sendable {
    case system(TokenClaims)
    case user(UserID, TokenClaims)

    var claims: TokenClaims {
        switch self {
        case .system(let claims), .user(_, let claims): claims
        }
    }

    var user: UserID? {
        guard case .user(let user, _) = self else { return nil }
        return user
    }
}

extension RemoteNetwork {
    /// Checks a token that was presented for `purpose`, which the timeline shows when it is refused.
    nonisolated func bearer(of token: String?, for purpose: String) throws(Refusal) -> Bearer {
        guard let token, !token.isEmpty else {
            timeline.add(nil, nil, nil, "\(purpose) refused: there is no token")
            throw .notAuthorized("No lftoken.")
        }
        do {
            let claims = try livefyre.verify(token, now: now.seconds)
            if claims.isSystem { return .system(claims) }
            if let user = try? UserID(claims.userID) { return .user(user, claims) }
        } catch {
            // The reason may quote the token's own header, which nobody signed.
            timeline.add(nil, nil, nil, "\(purpose) refused: \(error.reason.prefix(200))")
            if case .expired = error { throw .notAuthorized("Expired lftoken.") }
            throw .notAuthorized("Invalid lftoken.")
        }
        timeline.add(nil, nil, nil, "\(purpose) refused: the token names a user that can't be")
        throw .notAuthorized("Invalid lftoken.")
    }

    /// Lets the system user and the network's owners pass (livefyre-protocol.md 5.2).
    func requireOwner(_ token: String?, for purpose: String) throws(Refusal) {
        guard let user = try bearer(of: token, for: purpose).user else { return }
        guard roles.affiliation(of: user) == .owner else {
            timeline.add(nil, nil, user, "\(purpose) refused: the token's user does not own the network")
            throw .notAuthorized("Not Authorized")
        }
    }

    /// Lets the system user, owners and moderators pass, but none of them above the own rank: moderators can't appoint
    /// moderators.
    func requireModerator(_ token: String?, appointing affiliation: Affiliation) throws(Refusal) {
        guard let user = try bearer(of: token, for: "role change").user else { return }
        let own = roles.affiliation(of: user)
        guard own.moderates, own == .owner || !affiliation.moderates else { throw .notAuthorized("Not Authorized") }
    }
}
