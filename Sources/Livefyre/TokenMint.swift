import Nameplate

/// Writes one network's tokens straight into memory.
///
/// All of them start alike: the header, a dot, and the claims up to the user's id. That part is encoded and absorbed
/// by the signing key once, as far as it fills whole groups of Base64.
struct TokenMint: Sendable {
    static let header = Array(#"{"typ":"JWT","alg":"HS256"}"#.utf8)
    private static let afterUser = Array(#"","display_name":""#.utf8)
    private static let afterName = Array(#"","expires":"#.utf8)
    private static let longestInteger = 20

    private let head: [UInt8]
    /// The last 0 to 2 bytes of the constant claims, which don't fill a group.
    private let remainder: [UInt8]
    private let signer: HMACKey

    init(network: NetworkName, signer: HMACKey) {
        let claims = Array(#"{"domain":"\#(network.text)","user_id":""#.utf8)
        let whole = claims.count - claims.count % 3
        head = Array("\(Base64URL.encode(Self.header)).\(Base64URL.encode(Array(claims[..<whole])))".utf8)
        remainder = Array(claims[whole...])
        self.signer = signer.absorbing(head)
    }

    func token(user: String, name: String, expires: Int) -> String {
        let claims = claimsRoom(user: user, name: name)
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: claims) { scratch in
            String(unsafeUninitializedCapacity: tokenRoom(claims: claims)) { output in
                write(user: user, name: name, expires: expires, by: scratch, to: output)
            }
        }
    }

    /// Appends a token without any allocation but the array's own growth.
    func append(user: String, name: String, expires: Int, to bytes: inout [UInt8]) {
        let claims = claimsRoom(user: user, name: name)
        let room = claims + tokenRoom(claims: claims)
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: room) { memory in
            let scratch = UnsafeMutableBufferPointer(rebasing: memory[..<claims])
            let output = UnsafeMutableBufferPointer(rebasing: memory[claims...])
            let count = write(user: user, name: name, expires: expires, by: scratch, to: output)
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: output[..<count]))
        }
    }

    private func claimsRoom(user: String, name: String) -> Int {
        remainder.count + user.utf8.count + Self.afterUser.count + JSONText.escapedLength(name)
            + Self.afterName.count + Self.longestInteger + 1
    }

    private func tokenRoom(claims: Int) -> Int {
        head.count + Base64URL.encodedLength(claims) + 1 + Base64URL.encodedLength(HMACKey.tagLength)
    }

    /// Writes a token to `output`, which has `tokenRoom`, with its claims in `scratch`, which has `claimsRoom`; returns
    /// how many bytes were written.
    private func write(
        user: String,
        name: String,
        expires: Int,
        by scratch: UnsafeMutableBufferPointer<UInt8>,
        to output: UnsafeMutableBufferPointer<UInt8>
    ) -> Int {
        guard let claims = scratch.baseAddress, let token = output.baseAddress else { return 0 }
        var length = copy(remainder, to: claims)
        length += JSONText.escape(user, into: claims + length)
        length += copy(Self.afterUser, to: claims + length)
        length += JSONText.escape(name, into: claims + length)
        length += copy(Self.afterName, to: claims + length)
        length += decimal(expires, to: claims + length)
        claims[length] = UInt8(ascii: "}")

        var end = copy(head, to: token)
        end += Base64URL.encode(UnsafeBufferPointer(start: claims, count: length + 1), into: token + end)
        let signed = UnsafeBufferPointer(start: token + head.count, count: end - head.count)
        signer.sign(signed, into: claims)
        token[end] = UInt8(ascii: ".")
        end += 1
        return end + Base64URL.encode(UnsafeBufferPointer(start: claims, count: HMACKey.tagLength), into: token + end)
    }

    private func copy(_ bytes: [UInt8], to output: UnsafeMutablePointer<UInt8>) -> Int {
        bytes.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return }
            output.update(from: base, count: bytes.count)
        }
        return bytes.count
    }

    private func decimal(_ number: Int, to output: UnsafeMutablePointer<UInt8>) -> Int {
        var length = number < 0 ? 2 : 1
        var rest = number.magnitude
        while rest >= 10 {
            rest /= 10
            length += 1
        }
        if number < 0 { output[0] = UInt8(ascii: "-") }
        var position = length
        rest = number.magnitude
        repeat {
            position -= 1
            output[position] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while rest > 0
        return length
    }
}
