/// Why a token is not good.
///
/// Nothing of a token's claims is in a refusal unless its signature was right.
public enum TokenRefusal: Error, Equatable, Sendable {
    /// Over 16 KiB.
    case tooLong
    case notThreeSegments
    case notBase64
    case headerNotJSON
    /// `alg` is not `HS256`, to the letter; nil when it is missing or no string.
    case unsupportedAlgorithm(String?)
    /// The header has `crit`: extensions that a verifier must know, and none are known here (RFC 7515, 4.1.11).
    case unknownExtensions
    case wrongSignature
    case payloadNotJSON
    case missingClaim(String)
    case wrongType(claim: String)
    case otherNetwork(String)
    case expired(at: Double)
    /// The token is a reader's, where the network's own is needed.
    case notSystemUser(String)

    /// A short word that stays the same, for logs and counters.
    public var code: String {
        switch self {
        case .tooLong: "too-long"
        case .notThreeSegments: "not-three-segments"
        case .notBase64: "not-base64"
        case .headerNotJSON: "header-not-json"
        case .unsupportedAlgorithm: "unsupported-algorithm"
        case .unknownExtensions: "unknown-extensions"
        case .wrongSignature: "wrong-signature"
        case .payloadNotJSON: "payload-not-json"
        case .missingClaim: "missing-claim"
        case .wrongType: "wrong-type"
        case .otherNetwork: "other-network"
        case .expired: "expired"
        case .notSystemUser: "not-system-user"
        }
    }

    /// A sentence for people.
    public var reason: String {
        switch self {
        case .tooLong: "It is longer than 16 KiB, and no real token is."
        case .notThreeSegments: "It is not three parts joined by dots."
        case .notBase64: "A part of it is not Base64."
        case .headerNotJSON: "Its header is not a JSON object."
        case .unsupportedAlgorithm(.some(let name)): "It says it is signed with '\(name)'; only HS256 is taken."
        case .unsupportedAlgorithm(nil): "It does not say what it is signed with; only HS256 is taken."
        case .unknownExtensions: "Its header asks for extensions that are not known here."
        case .wrongSignature: "It was not signed with this network's key, or was changed since."
        case .payloadNotJSON: "Its claims are not a JSON object."
        case .missingClaim(let claim): "Its claim '\(claim)' is missing."
        case .wrongType(let claim): "Its claim '\(claim)' is not of the right type."
        case .otherNetwork(let name): "It is a token of the network '\(name)'."
        case .expired(let moment): "It expired at \(EpochText.describe(moment))."
        case .notSystemUser(let user): "It is the token of the user '\(user)' and not the system token."
        }
    }
}

extension TokenRefusal: CustomStringConvertible {
    public var description: String { reason }
}
