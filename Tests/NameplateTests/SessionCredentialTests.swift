import Nameplate
import Testing

struct SessionCredentialTests {
    private let credential = SessionCredential(
        id: SessionID(from: { bytes(7, count: $0) }),
        secret: SessionSecret(from: { bytes(8, count: $0) })
    )

    @Test func `a cookie's text reads back as it was`() {
        #expect(SessionCredential(credential.text) == credential)
        #expect(credential.text.utf8.count == 22 + 1 + 43)
    }

    @Test func `anything else is no cookie of ours`() {
        let text = credential.text
        for wrong in [
            "", ".", text + "A", text + ".", "A" + text, text.replacing(".", with: ""), String(text.dropLast()),
        ] {
            #expect(SessionCredential(wrong) == nil)
        }
    }

    @Test func `a handoff code reads back as it was and is stored as a digest`() throws {
        let code = HandoffCode(from: { bytes(9, count: $0) })
        #expect(HandoffCode(code.text) == code)
        #expect(HandoffCode(code.text)?.digest == code.digest)
        #expect(HandoffCode(String(code.text.dropLast())) == nil)
        #expect(HandoffCode("") == nil)
    }

    @Test func `no dump shows a secret or a code`() {
        let code = HandoffCode(from: { bytes(9, count: $0) })
        var shown = "\(credential) \(credential.secret) \(code)"
        dump(credential, to: &shown)
        dump(code, to: &shown)
        #expect(shown.contains("SessionSecret(redacted)"))
        for secret in [credential.text, code.text, "8, 8, 8", "9, 9, 9", "- 8", "- 9"] {
            #expect(!shown.contains(secret))
        }
    }

    @Test func `a session ends at the nearer of its two limits`() {
        let limits = SessionLimits(idle: .seconds(100), lifetime: .seconds(1000), perUser: 1)
        #expect(limits.expiry(signedInAt: moment(0), lastSeenAt: moment(0)) == moment(100))
        #expect(limits.expiry(signedInAt: moment(0), lastSeenAt: moment(900)) == moment(1000))
        #expect(limits.expiry(signedInAt: moment(0), lastSeenAt: moment(950)) == moment(1000))
    }

    @Test func `the kernel's randomness has the asked length and differs`() {
        #expect(systemRandomness(32).count == 32)
        #expect(systemRandomness(32) != systemRandomness(32))
    }
}
