import Nameplate

/// A token taken apart for a person who wonders about it, without believing any of it.
///
/// Only ``verdict`` says whether the token is genuine, and only if a network was given; everything else is what the
/// token claims of itself.
public struct TokenExplanation: Sendable {
    /// One member of a header or of claims.
    public struct Claim: Sendable, Equatable {
        public let name: String
        /// The value's JSON text, as it stands in the token.
        public let text: String
        /// The value as people would write it: strings without quotes and escapes, moments as dates; nil where that
        /// adds nothing.
        public let meaning: String?
    }

    /// The header's members in their order; empty if it can't be read.
    public let header: [Claim]
    /// The claims in their order; empty if they can't be read.
    public let claims: [Claim]
    /// Which libraries write tokens like this; often several (see ``TokenDialect/guess(_:)``).
    public let dialects: [TokenDialect]
    /// Whatever is unusual or wrong about the token, in sentences.
    public let notes: [String]
    /// What the given network says to the token; nil if none was given.
    public let verdict: Result<TokenClaims, TokenRefusal>?

    /// Takes `token` apart.
    ///
    /// - Parameters:
    ///   - token: Any text.
    ///   - now: Epoch seconds.
    ///   - network: Whose key and name to check the token with.
    public init(of token: String, now: Int, network: LivefyreNetwork? = nil) {
        let parts = TokenParts(token)
        header = Self.claims(parts.header, in: parts.headerBytes)
        claims = Self.claims(parts.payload, in: parts.payloadBytes)
        dialects = TokenDialect.guess(token)
        let verdict = network.map { network in
            Result { () throws(TokenRefusal) in try network.verify(token, now: now) }
        }
        self.verdict = verdict
        var notes = TokenNotes(parts: parts, now: now).all
        if case .failure(.wrongSignature) = verdict, let network {
            notes += network.whySignatureDiffers(token)
        }
        self.notes = notes
    }

    private static func claims(_ members: TokenMembers?, in bytes: [UInt8]) -> [Claim] {
        (members?.all ?? []).map { member in
            Claim(
                name: member.name,
                text: String(decoding: bytes[member.text], as: UTF8.self),
                meaning: meaning(of: member)
            )
        }
    }

    private static func meaning(of member: JSONMember) -> String? {
        switch (member.name, member.value) {
        case ("expires", .number(let seconds)), ("iat", .number(let seconds)), ("exp", .number(let seconds)):
            EpochText.describe(seconds)
        case (_, .string(let text)): text
        default: nil
        }
    }
}

/// A token's header and claims as far as they can be read.
struct TokenParts {
    let refusal: TokenRefusal?
    let headerBytes: [UInt8]
    let payloadBytes: [UInt8]
    let header: TokenMembers?
    let payload: TokenMembers?

    init(_ text: String) {
        var refusal: TokenRefusal?
        var headerBytes: [UInt8] = []
        var payloadBytes: [UInt8] = []
        do throws(TokenRefusal) {
            let token = try CompactToken(text)
            headerBytes = try token.header()
            payloadBytes = try token.untrustedPayload()
        } catch {
            refusal = error
        }
        self.refusal = refusal
        self.headerBytes = headerBytes
        self.payloadBytes = payloadBytes
        header = TokenMembers(parsing: headerBytes)
        payload = TokenMembers(parsing: payloadBytes)
    }
}
