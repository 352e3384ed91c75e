package import Nameplate

extension LivefyreNetwork {
    /// How long the tokens live that we put on our own calls: too short to be of much use to others, and long enough
    /// for a machine whose clock is slow by some minutes, all of whose calls would be refused.
    static let ownTokenLifetime = 3600

    /// Mints a userAuthToken: a compact JWS by which a reader's browser proves to the network who it is.
    ///
    /// The header is `{"typ":"JWT","alg":"HS256"}` and the claims are exactly `domain`, `user_id`, `display_name` and
    /// `expires`, in that order, with an integer `expires` and raw UTF-8, as Livefyre's Ruby library writes them.
    ///
    /// - Parameters:
    ///   - userID: 1 to 255 of `A-Z a-z 0-9 _ . -`. `system` is refused in any case: it is the network itself.
    ///   - displayName: Becomes NFC without surrounding blanks, and then has 1 to 50 Unicode scalars.
    ///   - seconds: How long the token lives, from `now`; more than 0.
    ///   - now: Epoch seconds.
    /// - Returns: The token, about 250 bytes of ASCII.
    /// - Throws: ``TokenInputError``, which says which argument is wrong.
    public func userAuthToken(
        userID: String,
        displayName: String,
        expiresIn seconds: Int,
        now: Int
    ) throws(TokenInputError) -> String {
        let user = try Self.userID(userID)
        let name: DisplayName
        do {
            name = try DisplayName(displayName)
        } catch {
            throw .displayName(error.description)
        }
        guard seconds > 0 else { throw .duration(seconds) }
        let (expires, overflows) = now.addingReportingOverflow(seconds)
        guard !overflows else { throw .duration(seconds) }
        return mint.token(user: user.text, name: name.text, expires: expires)
    }

    /// Mints a system token, the network-wide privilege: its bearer may ping, register and read every profile.
    ///
    /// - Parameters:
    ///   - seconds: How long the token lives, from `now`: a day, as in the official libraries, unless given.
    ///   - now: Epoch seconds.
    /// - Returns: The token, which must never reach a browser.
    public func systemToken(expiresIn seconds: Int = 86_400, now: Int) -> String {
        let (expires, overflows) = now.addingReportingOverflow(seconds)
        return mint.token(user: Self.systemUser, name: Self.systemUser, expires: overflows ? .max : expires)
    }

    /// Appends a userAuthToken of validated values, with no allocation but the array's growth.
    package func appendUserAuthToken(
        for user: UserID,
        named name: DisplayName,
        expires: Int,
        to bytes: inout [UInt8]
    ) {
        mint.append(user: user.text, name: name.text, expires: expires, to: &bytes)
    }

    /// Signs any compact JWS with the network's key: the sandbox mints Livefyre's own session tokens by it.
    package func sign(header: [UInt8], payload: [UInt8]) -> String {
        let signed = "\(Base64URL.encode(header)).\(Base64URL.encode(payload))"
        return "\(signed).\(Base64URL.encode(signer.tag(of: Array(signed.utf8))))"
    }

    /// The user id that is the network itself (livefyre-protocol.md 2).
    static let systemUser = "system"

    static func userID(_ text: String) throws(TokenInputError) -> UserID {
        do {
            return try UserID(text)
        } catch {
            throw .userID(error.description)
        }
    }
}

/// Which argument of a token is wrong, with a sentence that says why.
public enum TokenInputError: Error, Equatable, Sendable, CustomStringConvertible {
    case userID(String)
    case displayName(String)
    /// The lifetime is not above 0, or ends beyond what an integer holds.
    case duration(Int)

    /// A sentence for the person who gave the argument.
    public var description: String {
        switch self {
        case .userID(let detail), .displayName(let detail): detail
        case .duration(let seconds): "A token can't live for \(seconds) seconds."
        }
    }
}
