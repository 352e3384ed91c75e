import Nameplate

extension LivefyreNetwork {
    /// Checks a token of this network, a reader's or the system token (livefyre-protocol.md 1.7).
    ///
    /// The signature is checked before any claim is read, in constant time, over the parts as they came. HS256 alone
    /// is taken; `typ`, `kid`, `jku`, `jwk` and `x5u` are ignored. The equal second of `expires` is still good.
    ///
    /// - Parameters:
    ///   - token: Three parts joined by dots; base64url, or standard or padded Base64, as Livefyre's clients send.
    ///   - now: Epoch seconds.
    /// - Returns: What the token says.
    /// - Throws: ``TokenRefusal``, a case for each reason.
    public func verify(_ token: String, now: Int) throws(TokenRefusal) -> TokenClaims {
        let claims = try Self.claims(try payload(of: token))
        guard claims.domain == fullName else { throw .otherNetwork(claims.domain) }
        guard claims.expires >= Double(now) else { throw .expired(at: claims.expires) }
        return claims
    }

    /// Checks a system token, as the official libraries' `validateLivefyreToken` does (livefyre-protocol.md 2.1).
    ///
    /// - Parameters:
    ///   - token: What came as `lftoken` or `actor_token`.
    ///   - now: Epoch seconds.
    /// - Returns: What the token says.
    /// - Throws: ``TokenRefusal``; ``TokenRefusal/notSystemUser(_:)`` for a good token of a reader.
    public func verifySystemToken(_ token: String, now: Int) throws(TokenRefusal) -> TokenClaims {
        let claims = try verify(token, now: now)
        guard claims.isSystem else { throw .notSystemUser(claims.userID) }
        return claims
    }

    private func payload(of token: String) throws(TokenRefusal) -> [UInt8] {
        let token = try CompactToken(token)
        try token.checkHeader()
        do {
            return try token.payload(signedBy: signer)
        } catch .wrongSignature {
            for other in otherSigners {
                if let payload = try? token.payload(signedBy: other) { return payload }
            }
            throw .wrongSignature
        }
    }

    private static func claims(_ payload: [UInt8]) throws(TokenRefusal) -> TokenClaims {
        guard let members = TokenMembers(parsing: payload) else { throw .payloadNotJSON }
        return TokenClaims(
            domain: try members.string("domain"),
            userID: try members.string("user_id"),
            displayName: try members.optionalString("display_name"),
            expires: try members.number("expires"),
            issuedAt: members["iat"]?.number
        )
    }
}

extension TokenMembers {
    fileprivate func string(_ claim: String) throws(TokenRefusal) -> String {
        guard let value = self[claim] else { throw .missingClaim(claim) }
        guard let text = value.string else { throw .wrongType(claim: claim) }
        return text
    }

    fileprivate func number(_ claim: String) throws(TokenRefusal) -> Double {
        guard let value = self[claim] else { throw .missingClaim(claim) }
        guard let number = value.number else { throw .wrongType(claim: claim) }
        return number
    }

    /// A null counts as absent: libraries that were given no name write it so.
    fileprivate func optionalString(_ claim: String) throws(TokenRefusal) -> String? {
        guard let value = self[claim], value != .null else { return nil }
        guard let text = value.string else { throw .wrongType(claim: claim) }
        return text
    }
}
