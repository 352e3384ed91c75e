import Nameplate
import Testing

struct CryptographyTests {
    /// RFC 4231's seven cases: key, message, tag; the fifth's tag is cut there.
    @Test(
        arguments: [
            (
                bytes(0x0B, count: 20), Array("Hi There".utf8),
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
            ),
            (
                Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            ),
            (
                bytes(0xAA, count: 20), bytes(0xDD, count: 50),
                "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
            ),
            (Array(1...25), bytes(0xCD, count: 50), "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
            (bytes(0x0C, count: 20), Array("Test With Truncation".utf8), "a3b6167473100ee06e0c796c2955552b"),
            (
                bytes(0xAA, count: 131), Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
            ),
            (
                bytes(0xAA, count: 131),
                Array(
                    "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm."
                        .utf8
                ), "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
            ),
        ])
    func `HMAC is RFC 4231's`(key: [UInt8], message: [UInt8], tag: String) {
        #expect(hexadecimal(HMACKey(key).tag(of: message)).hasPrefix(tag))
    }

    @Test func `a key that absorbed the start of a message signs its rest`() {
        let message = Array((0..<300).map { UInt8(truncatingIfNeeded: $0) })
        let key = HMACKey("key".utf8)
        for cut in [0, 1, 63, 64, 65, 128, 299, 300] {
            #expect(key.absorbing(Array(message[..<cut])).tag(of: Array(message[cut...])) == key.tag(of: message))
        }
        #expect(HMACKey([]).tag(of: []) == HMACKey([0]).tag(of: []))
    }

    @Test func `no dump shows a key`() {
        var dumped = "\(HMACKey("key".utf8))"
        dump(HMACKey("key".utf8), to: &dumped)
        #expect(!dumped.contains("inner"))
    }

    @Test(
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ])
    func `digests are SHA-256's`(message: String, digest: String) {
        #expect(hexadecimal(Digest(of: Array(message.utf8)).bytes) == digest)
    }

    @Test func `a stored digest has 32 bytes`() {
        let digest = Digest(of: [1])
        #expect(Digest(stored: digest.bytes) == digest)
        #expect(Digest(stored: bytes(0)) != digest)
        #expect(Digest(stored: bytes(0, count: 31)) == nil)
        #expect(Digest(stored: bytes(0, count: 33)) == nil)
    }

    @Test func `equality in constant time is equality`() {
        #expect(constantTimeEqual([], []))
        #expect(constantTimeEqual([1, 2], [1, 2]))
        #expect(!constantTimeEqual([1, 2], [1, 3]))
        #expect(!constantTimeEqual([1, 2], [1]))
        #expect(!constantTimeEqual([], [0]))
    }

    private func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
