import Testing
import Webhook

@Suite struct WebhookSecretTests {
    @Test(arguments: [
        ("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", InvalidWebhookSecret.prefix),
        ("", .prefix),
        ("whsec_", .length(0)),
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS!", .encoding),
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS_", .encoding),
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n", .encoding),
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLQ==", .length(22)),
        ("whsec_" + String(repeating: "QUJD", count: 22), .length(66)),
        ("whsec_" + String(repeating: "AAAA", count: 10), .guessable),
    ])
    func `what is no secret is refused with its reason`(text: String, reason: InvalidWebhookSecret) {
        #expect(throws: reason) { try WebhookSecret(text) }
    }

    @Test(arguments: [24, 32, 64]) func `24 to 64 bytes are taken`(count: Int) throws {
        let bytes = (0..<count).map { UInt8($0 * 3 + 1) }
        #expect(throws: Never.self) { try WebhookSecret("whsec_" + base64(bytes)) }
    }

    @Test func `no reason and no dump shows the secret`() throws {
        let text = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
        var dumped = ""
        dump(try WebhookSecret("whsec_" + text), to: &dumped)
        let secret = try WebhookSecret("whsec_" + text)
        #expect("\(secret) \(String(reflecting: secret)) \(dumped)".contains(text) == false)
        let reasons: [InvalidWebhookSecret] = [.prefix, .encoding, .length(3), .guessable]
        #expect(reasons.allSatisfy { !$0.description.contains(text) })
    }
}
