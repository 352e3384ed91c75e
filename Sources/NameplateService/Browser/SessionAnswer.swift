import HTTPTypes
import Hummingbird
import Nameplate

/// What a signed-in browser is told: its user, and a fresh userAuthToken that ends no later than the session.
struct SessionAnswer: Sendable {
    let networks: Networks
    let tokenLifetime: Duration
    let networkAuthURL: String?
    let clock: Clock

    func response(_ signedIn: SignedIn, setCookie: String? = nil) -> Response {
        .json(headers: setCookie.map { [.setCookie: $0] } ?? [:]) { json in
            writeUser(signedIn.profile, to: &json)
            writeToken(for: signedIn.profile, session: signedIn.session, by: networks.first, to: &json)
            json.member("session_expires", signedIn.session.expiresAt.seconds)
            json.member("network_auth_url", networkAuthURL)
        }
    }

    /// The token alone, with the id of its user and the version whose name it carries.
    func tokenResponse(_ signedIn: SignedIn, from network: any CommentNetwork) -> Response {
        .json { json in
            json.member("user", signedIn.profile.user.text)
            writeToken(for: signedIn.profile, session: signedIn.session, by: network, to: &json)
            json.member("version", signedIn.profile.version)
        }
    }

    /// `token`, `token_expires` (epoch seconds) and `expires_in` (seconds from now).
    func writeToken(
        for profile: Profile,
        session: Session,
        by network: any CommentNetwork,
        to json: inout JSONWriter
    ) {
        let now = clock()
        let expires = min(now + tokenLifetime, session.expiresAt)
        json.member(
            "token",
            network.userAuthToken(for: profile.user, named: profile.fields.displayName, expires: expires)
        )
        json.member("token_expires", expires.seconds)
        json.member("expires_in", expires.seconds - now.seconds)
    }

    private func writeUser(_ profile: Profile, to json: inout JSONWriter) {
        json.object("user") { json in
            json.member("id", profile.user.text)
            json.member("display_name", profile.fields.displayName.text)
            json.member("image_url", profile.fields.imageURL?.text)
            json.member("profile_url", profile.fields.profileURL?.text)
            json.member("version", profile.version)
        }
    }
}
