import HTTPTypes
import Hummingbird
import Nameplate

/// The one cookie: `__Host-nameplate` where the service is reached by https, else a name of this port's own, since
/// cookies don't separate by port.
///
/// Only logout clears it.
struct SessionCookie: Sendable {
    let name: String
    private let attributes: String
    private let limits: SessionLimits

    init(publicOrigin: Origin, limits: SessionLimits) {
        self.limits = limits
        name = publicOrigin.isHTTPS ? "__Host-nameplate" : "nameplate-dev-\(publicOrigin.port)"
        attributes = "Path=/; HttpOnly; SameSite=Lax" + (publicOrigin.isHTTPS ? "; Secure" : "")
    }

    func credential(in request: Request) -> SessionCredential? {
        for header in request.headers[values: .cookie] {
            for pair in header.utf8.split(separator: UInt8(ascii: ";")) {
                let pair = pair.drop { $0 == UInt8(ascii: " ") }
                guard pair.starts(with: name.utf8), pair.dropFirst(name.utf8.count).first == UInt8(ascii: "=") else {
                    continue
                }
                return SessionCredential(String(Substring(pair.dropFirst(name.utf8.count + 1))))
            }
        }
        return nil
    }

    /// The cookie lives to the session's absolute limit, since its idle limit moves with each use and only logins and
    /// cycles set it anew.
    func setting(_ credential: SessionCredential, for session: Session, at now: Timestamp) -> String {
        let age = max(0, (session.signedInAt + limits.lifetime).seconds - now.seconds)
        return "\(name)=\(credential.text); Max-Age=\(age); \(attributes)"
    }

    var clearing: String { "\(name)=; Max-Age=0; \(attributes)" }
}
