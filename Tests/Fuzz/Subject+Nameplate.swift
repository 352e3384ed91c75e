import Livefyre
import Nameplate
import Webhook

extension Subject {
    /// Whatever comes as a token: only what the key has signed is taken, and taking it apart never fails.
    static let token = Subject("token") { bytes in
        guard let network else { return }
        let text = String(decoding: bytes, as: UTF8.self)
        let isGenuine = (try? network.verify(text, now: 1_800_000_000)) != nil
        let explanation = TokenExplanation(of: text, now: 1_800_000_000, network: network)
        if case .success = explanation.verdict { demand(isGenuine, "explained as genuine, and not verified") }
        if isGenuine { demand((try? otherNetwork?.verify(text, now: 1_800_000_000)) == nil, "two keys signed it") }
    }

    /// JSON: what is read can be written, and reads the same again.
    static let json = Subject("json") { bytes in
        _ = JSONValue(parsing: bytes)
        // In an array of its own, since a writer writes no bare value and depth is limited.
        guard case .array(let values)? = JSONValue(parsing: [UInt8(ascii: "[")] + bytes + [UInt8(ascii: "]")]) else {
            return
        }
        let written = JSONWriter.object { $0.array("values") { for value in values { $0.element(json: value) } } }
        // One level deeper than it was.
        guard case .object(let again)? = JSONValue(parsing: written) else { return }
        demand(again["values"] == .array(values), "what was written reads differently")
    }

    /// A merge patch: an edit that is taken leaves a profile that can be written whole, and applied twice it is one.
    static let mergePatch = Subject("merge-patch") { bytes in
        guard let members = JSONValue(parsing: bytes)?.object, let name = try? DisplayName("Ada Lovelace") else {
            return
        }
        for author in [ProfileChange.Author.reader, .backend] {
            guard let change = try? ProfileChange(patch: members, by: author) else { continue }
            let once = change.applied(to: ProfileFields(displayName: name))
            demand((try? DisplayName(once.displayName.text)) == once.displayName, "a name that is none")
            demand(change.applied(to: once) == once, "applied twice it is another edit")
        }
    }

    /// A cookie's value: what is taken is written as it came.
    static let cookie = Subject("cookie") { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        guard let credential = SessionCredential(text) else { return }
        demand(SessionCredential(credential.text) == credential, "it reads differently")
    }

    /// Ids and names: what is taken reads the same again.
    static let names = Subject("names") { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        if let name = try? DisplayName(text) {
            demand((try? DisplayName(name.text)) == name, "a name reads differently")
            demand((1...50).contains(name.text.unicodeScalars.count), "a name of another length")
        }
        if let user = try? UserID(text) {
            demand(user.text == text, "an id was changed")
            demand(text.lowercased() != "system", "the network's own id was taken")
        }
        if let network = try? NetworkName(text) { demand(network.text == text, "a network's name was changed") }
        _ = WebURL(text)
    }

    /// A webhook as its receiver gets it, each header on a line of its own before the body.
    static let webhook = Subject("webhook") { bytes in
        let parts = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 4, let secret else { return }
        let names = ["webhook-id", "webhook-timestamp", "webhook-signature"]
        let values = parts.map { String(decoding: $0, as: UTF8.self) }
        let headers = Dictionary(uniqueKeysWithValues: zip(names, values))
        let message = try? WebhookMessage(
            header: { headers[$0] },
            body: Array(parts[3]),
            secrets: [secret],
            now: 1_614_265_330
        )
        guard let message else { return }
        demand(values[2].contains(message.signature(by: secret)), "a message was taken that nobody signed")
    }

    static let network = try? LivefyreNetwork(name: "labs.fyre.co", key: NetworkKey("testkeytest"))
    private static let otherNetwork = try? LivefyreNetwork(name: "labs.fyre.co", key: NetworkKey("anotherkeytest"))
    private static let secret = try? WebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
}
