import Nameplate

extension LivefyreNetwork {
    /// The ping: tells the network that a user changed, so that it pulls the profile (livefyre-protocol.md 5.1).
    ///
    /// `POST {serviceURL}/api/v3.0/user/{id}/refresh?lftoken=…` without a body, with a system token of 300 s in the
    /// query, as Livefyre's documentation has it. 200 is success.
    ///
    /// - Parameters:
    ///   - userID: The reader's bare id.
    ///   - now: Epoch seconds.
    /// - Returns: The call to make.
    /// - Throws: ``TokenInputError/userID(_:)`` for an id that no reader can have.
    public func pingRequest(userID: String, now: Int) throws(TokenInputError) -> LivefyreRequest {
        pingRequest(user: try Self.userID(userID), now: now)
    }

    /// Registers the URL at which the network reads profiles back (livefyre-protocol.md 7.2).
    ///
    /// `POST {serviceURL}/` with the form members `actor_token`, a system token of 300 s, and `pull_profile_url`. 204 is
    /// success.
    ///
    /// - Parameters:
    ///   - pullURL: The template, with the literal `{id}` in its path or query.
    ///   - now: Epoch seconds.
    /// - Returns: The call to make.
    /// - Throws: ``InvalidPullTemplate`` without `{id}`.
    public func registerRequest(pullURL: String, now: Int) throws(InvalidPullTemplate) -> LivefyreRequest {
        guard pullURL.contains("{id}") else { throw InvalidPullTemplate() }
        let token = systemToken(expiresIn: Self.ownTokenLifetime, now: now)
        return LivefyreRequest(
            method: "POST",
            url: "\(serviceURL)/",
            contentType: "application/x-www-form-urlencoded",
            body: Array("actor_token=\(token)&pull_profile_url=\(Self.percentEncoded(pullURL))".utf8)
        )
    }

    func pingRequest(user: UserID, now: Int) -> LivefyreRequest {
        let token = systemToken(expiresIn: Self.ownTokenLifetime, now: now)
        return LivefyreRequest(
            method: "POST",
            url: "\(serviceURL)/api/v3.0/user/\(user.text)/refresh?lftoken=\(token)"
        )
    }

    /// `text` with every byte but RFC 3986's unreserved ones as `%XX`.
    private static func percentEncoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                encoded += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }
        return encoded
    }
}
