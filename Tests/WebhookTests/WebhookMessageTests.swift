import Foundation
import Testing
import Webhook

func base64(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

@Suite struct WebhookMessageTests {
    private let other = "whsec_b3RoZXItc2VjcmV0LW9mLXRoZS10ZXN0cw=="

    @Test(arguments: try KnownMessages.all())
    func `known messages get their known signatures`(vector: KnownMessages.Vector) throws {
        let secret = try WebhookSecret(vector.secret)
        #expect(vector.message.signature(by: secret) == vector.signature)
        let headers = vector.message.headers(signedBy: [secret])
        #expect(Dictionary(uniqueKeysWithValues: headers.map { ($0.name, $0.value) }) == vector.headers)
    }

    @Test(arguments: try KnownMessages.all())
    func `known messages are taken by whoever has the secret`(vector: KnownMessages.Vector) throws {
        let message = try receive(vector, [vector.secret], vector.headers)
        #expect(message == vector.message)
    }

    @Test func `while secrets change, each side may have either`() throws {
        let vector = try #require(try KnownMessages.all().first)
        let both = try [vector.secret, other].map { try WebhookSecret($0) }
        var headers = vector.headers
        headers["webhook-signature"] = vector.message.headers(signedBy: both)[2].value
        #expect(headers["webhook-signature"]?.split(separator: " ").count == 2)
        for secrets in [[vector.secret], [other], [other, vector.secret]] {
            #expect(try receive(vector, secrets, headers) == vector.message)
        }
    }

    @Test(arguments: ["webhook-id", "webhook-timestamp", "webhook-signature"])
    func `a message without one of its headers is refused`(name: String) throws {
        let vector = try #require(try KnownMessages.all().first)
        var headers = vector.headers
        headers[name] = nil
        #expect(throws: WebhookRefusal.missingHeader(name)) { try receive(vector, [vector.secret], headers) }
    }

    @Test func `a message that was changed anywhere is refused`() throws {
        let vector = try #require(try KnownMessages.all().first)
        var headers = vector.headers
        headers["webhook-id"] = "msg_other"
        #expect(throws: WebhookRefusal.wrongSignature) { try receive(vector, [vector.secret], headers) }
        headers = vector.headers
        headers["webhook-timestamp"] = String(vector.timestamp + 1)
        #expect(throws: WebhookRefusal.wrongSignature) { try receive(vector, [vector.secret], headers) }
        #expect(throws: WebhookRefusal.wrongSignature) {
            try receive(vector, [vector.secret], vector.headers, body: vector.body + " ")
        }
        #expect(throws: WebhookRefusal.wrongSignature) { try receive(vector, [other], vector.headers) }
        #expect(throws: WebhookRefusal.wrongSignature) { try receive(vector, [], vector.headers) }
    }

    @Test(arguments: [
        "", " ", "v1,", "v1", "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        "v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE",
        "v1,G0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    ])
    func `nothing but the signature is a signature`(text: String) throws {
        let vector = try #require(try KnownMessages.all().first)
        var headers = vector.headers
        headers["webhook-signature"] = text
        #expect(throws: WebhookRefusal.wrongSignature) { try receive(vector, [vector.secret], headers) }
    }

    @Test func `signatures of versions that are not ours don't hide ours`() throws {
        let vector = try #require(try KnownMessages.all().first)
        var headers = vector.headers
        headers["webhook-signature"] = "v1a,abc v2,def \(vector.signature)"
        #expect(try receive(vector, [vector.secret], headers) == vector.message)
    }

    @Test(arguments: [(-301, WebhookRefusal.early), (301, .old)])
    func `a message is good for five minutes before and after`(age: Int, reason: WebhookRefusal) throws {
        let vector = try #require(try KnownMessages.all().first)
        #expect(throws: reason) { try receive(vector, [vector.secret], vector.headers, age: age) }
        let justGood = age - age.signum()
        #expect(try receive(vector, [vector.secret], vector.headers, age: justGood) == vector.message)
    }

    @Test(arguments: ["", "now", "1614265330.0", " 1614265330", "+1614265330", "99999999999999999999"])
    func `a time that is no number of seconds is refused`(text: String) throws {
        let vector = try #require(try KnownMessages.all().first)
        var headers = vector.headers
        headers["webhook-timestamp"] = text
        #expect(throws: WebhookRefusal.noTimestamp) { try receive(vector, [vector.secret], headers) }
    }

    @discardableResult
    private func receive(
        _ vector: KnownMessages.Vector,
        _ secrets: [String],
        _ headers: [String: String],
        body: String? = nil,
        age: Int = 0
    ) throws -> WebhookMessage {
        try WebhookMessage(
            header: { headers[$0] },
            body: Array((body ?? vector.body).utf8),
            secrets: secrets.map { try WebhookSecret($0) },
            now: vector.timestamp + age
        )
    }
}
