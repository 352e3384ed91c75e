import Nameplate

/// What is unusual or wrong about a token, in sentences for the person who looks at it.
struct TokenNotes {
    let parts: TokenParts
    let now: Int

    var all: [String] {
        if let refusal = parts.refusal { return [refusal.reason] }
        return [headerNotes, memberNotes, expiryNotes, issueNotes, userNotes, nameNotes, domainNotes].flatMap { $0 }
    }

    private var headerNotes: [String] {
        guard let header = parts.header else { return [TokenRefusal.headerNotJSON.reason] }
        guard header["alg"] == .string("HS256") else {
            return [TokenRefusal.unsupportedAlgorithm(header["alg"]?.string).reason]
        }
        let ignored = header.all.map(\.name).filter { !["alg", "typ"].contains($0) }
        return ignored.isEmpty ? [] : ["Its header has \(Self.list(ignored)), which Livefyre never looks at."]
    }

    private var memberNotes: [String] {
        guard let payload = parts.payload else { return [TokenRefusal.payloadNotJSON.reason] }
        var notes: [String] = []
        let names = payload.all.map(\.name)
        let twice = Set(names).filter { name in names.filter { $0 == name }.count > 1 }.sorted()
        if !twice.isEmpty { notes.append("It has \(Self.list(twice)) more than once; the last one counts.") }
        for claim in ["domain", "user_id", "expires"] where !names.contains(claim) {
            let hint = claim == "expires" && names.contains("expiration") ? " 'expiration' is not it." : ""
            notes.append(TokenRefusal.missingClaim(claim).reason + hint)
        }
        let foreign = names.filter { ["exp", "nbf", "iss", "aud", "sub", "jti"].contains($0) }
        if !foreign.isEmpty {
            notes.append("\(Self.list(foreign)) is no claim of Livefyre's: the network looks at 'expires' alone.")
        }
        return notes
    }

    private var expiryNotes: [String] {
        guard let value = parts.payload?["expires"] else { return [] }
        guard let expires = value.number else { return ["'expires' must be a number, not \(Self.kind(value))."] }
        switch expires {
        case ..<0: return ["'expires' lies before 1970."]
        case ..<100_000_000:
            return ["'expires' looks like a lifetime in seconds; it must be a moment, in seconds since 1970."]
        case 100_000_000_000..<100_000_000_000_000:
            let moment = EpochText.describe(expires / 1000)
            return [
                "'expires' looks like milliseconds (\(moment)); taken as seconds, the token is good for millennia."
            ]
        case 100_000_000_000_000_000...:
            return ["'expires' looks like .NET ticks, from a mistake in the C# documentation; it never expires."]
        default: break
        }
        var notes: [String] = []
        if expires.rounded() != expires {
            notes.append("'expires' has a fraction, as Node's library writes it; Java's before 1.2 can't read that.")
        }
        let left = expires - Double(now)
        notes.append(
            left < 0 ? "It expired \(EpochText.span(-left)) ago." : "It is good for another \(EpochText.span(left))."
        )
        return notes
    }

    private var issueNotes: [String] {
        guard let value = parts.payload?["iat"] else { return [] }
        guard let issued = value.number else { return ["'iat' must be a number, not \(Self.kind(value))."] }
        guard issued > Double(now) else { return [] }
        return ["'iat' lies in the future: Livefyre's PHP library refuses such a token, others don't look."]
    }

    private var userNotes: [String] {
        guard let value = parts.payload?["user_id"] else { return [] }
        guard let id = value.string else { return ["'user_id' must be a string, not \(Self.kind(value))."] }
        if id == LivefyreNetwork.systemUser {
            return ["It is a system token: its bearer acts for the network and may read every profile."]
        }
        do {
            _ = try UserID(id)
            return []
        } catch {
            return ["'user_id': \(error.description)"]
        }
    }

    private var nameNotes: [String] {
        guard let payload = parts.payload else { return [] }
        guard let value = payload["display_name"] else {
            return ["It has no 'display_name': the name that the network has pulled is shown."]
        }
        guard let text = value.string else { return ["'display_name' must be a string, not \(Self.kind(value))."] }
        do {
            let name = try DisplayName(text)
            guard Array(name.text.utf8) != Array(text.utf8) else { return [] }
            return ["'display_name' is not in NFC, or has blanks around it."]
        } catch {
            return ["'display_name': \(error.description)"]
        }
    }

    private var domainNotes: [String] {
        guard let value = parts.payload?["domain"] else { return [] }
        guard let domain = value.string else { return ["'domain' must be a string, not \(Self.kind(value))."] }
        guard !domain.hasSuffix(".fyre.co") else { return [] }
        return ["'domain' does not end in .fyre.co, as every network's full name did (labs.fyre.co)."]
    }

    private static func list(_ names: [String]) -> String { names.map { "'\($0)'" }.joined(separator: ", ") }

    private static func kind(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
