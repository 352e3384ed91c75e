import Foundation
import Livefyre

/// The published and computed known answers of `Vectors/livefyre-tokens.json`.
struct KnownTokens: Decodable {
    struct Vector: Decodable {
        let id: String
        let token: String
        let signingKey: String?
        let headerJSON: String
        let payloadJSON: String
        let validSystemTokenFor: Network?

        struct Network: Decodable {
            let network: String
            let key: String
        }

        enum CodingKeys: String, CodingKey {
            case id, token
            case signingKey = "signing_key"
            case headerJSON = "header_json"
            case payloadJSON = "payload_json"
            case validSystemTokenFor = "valid_system_token_for"
        }
    }

    struct Missing: Error {
        let what: String
    }

    let tokens: [Vector]

    static func all() throws -> [Vector] {
        guard
            let url = Bundle.module.url(forResource: "livefyre-tokens", withExtension: "json", subdirectory: "Vectors")
        else { throw Missing(what: "livefyre-tokens.json") }
        return try JSONDecoder().decode(KnownTokens.self, from: Data(contentsOf: url)).tokens
    }

    static subscript(id: String) -> Vector {
        get throws {
            guard let vector = try all().first(where: { $0.id == id }) else { throw Missing(what: id) }
            return vector
        }
    }
}

/// The network that nearly all known tokens belong to.
func labs(key: String = "testkeytest", name: String = "labs.fyre.co") throws -> LivefyreNetwork {
    try LivefyreNetwork(name: name, key: NetworkKey(key))
}

/// Three years before most known tokens expire.
let someTime = 1_800_000_000

/// A token of `labs` with any claims, signed as it should be.
func signed(_ payload: String, header: String = #"{"typ":"JWT","alg":"HS256"}"#) throws -> String {
    try labs().sign(header: Array(header.utf8), payload: Array(payload.utf8))
}

/// Claims of a good reader's token, with `expires` as the given JSON text.
func claims(expires: String) -> String {
    #"{"domain":"labs.fyre.co","user_id":"ada","display_name":"Ada","expires":\#(expires)}"#
}

func refusal(of token: String, by network: LivefyreNetwork, at now: Int = someTime) -> TokenRefusal? {
    do throws(TokenRefusal) {
        _ = try network.verify(token, now: now)
        return nil
    } catch {
        return error
    }
}

func systemRefusal(of token: String, by network: LivefyreNetwork, at now: Int = someTime) -> TokenRefusal? {
    do throws(TokenRefusal) {
        _ = try network.verifySystemToken(token, now: now)
        return nil
    } catch {
        return error
    }
}
