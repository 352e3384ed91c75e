import CArgon2
import Nameplate

/// A password's hash by Argon2id, as a PHC string has it: `$argon2id$v=19$m=19456,t=2,p=1$SALT$HASH`.
///
/// What is stored may come from a restored or copied database. It is looked at here before libargon2 sees it, which
/// would take whatever memory and time a text asks for, and hold a thread for so long.
package struct PasswordHash: Sendable {
    /// What one hash costs.
    package struct Cost: Sendable, Equatable {
        /// KiB.
        package let memory: UInt32
        package let passes: UInt32
        package let lanes: UInt32

        package init(memory: UInt32, passes: UInt32, lanes: UInt32) {
            self.memory = memory
            self.passes = passes
            self.lanes = lanes
        }

        /// Up to 1 GiB, and in all passes up to 4 GiB, which takes some seconds.
        package var isBearable: Bool {
            (1...16).contains(lanes) && (8 * lanes...1 << 20).contains(memory)
                && passes >= 1 && UInt64(memory) * UInt64(passes) <= 1 << 22
        }

        /// What a PHC string begins with.
        var text: String { "$argon2id$v=19$m=\(memory),t=\(passes),p=\(lanes)$" }
    }

    package let text: String
    package let cost: Cost

    /// Nil for what is no such string, or costs more than can be borne.
    package init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "$"), omittingEmptySubsequences: false)
        guard parts.count == 6, let cost = Self.cost(parts[3]), cost.isBearable,
            let salt = Self.length(ofBase64: parts[4]), (8...64).contains(salt),
            let hash = Self.length(ofBase64: parts[5]), (16...64).contains(hash),
            // Whatever else stands before the salt is written in one way only.
            text.hasPrefix(cost.text)
        else { return nil }
        self.text = text
        self.cost = cost
    }

    /// Hashes `password`.
    package init(of password: [UInt8], salt: [UInt8], cost: Cost) throws {
        let length = argon2_encodedlen(cost.passes, cost.memory, cost.lanes, UInt32(salt.count), 32, Argon2_id)
        var encoded = [CChar](repeating: 0, count: length)
        let code = argon2id_hash_encoded(
            cost.passes,
            cost.memory,
            cost.lanes,
            password,
            password.count,
            salt,
            salt.count,
            32,
            &encoded,
            length
        )
        guard code == ARGON2_OK.rawValue else { throw PasswordHashFailure(code: code) }
        text = String(decoding: encoded.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        self.cost = cost
    }

    /// Whether `password` is the one that was hashed.
    package func matches(_ password: [UInt8]) throws -> Bool {
        switch argon2id_verify(text, password, password.count) {
        case ARGON2_OK.rawValue: return true
        case ARGON2_VERIFY_MISMATCH.rawValue: return false
        case let code: throw PasswordHashFailure(code: code)
        }
    }

    private static func cost(_ text: Substring.UTF8View) -> Cost? {
        let parts = text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        let numbers = zip(parts, ["m=", "t=", "p="]).compactMap { part, name in
            part.starts(with: name.utf8) ? UInt32(Substring(part.dropFirst(2))) : nil
        }
        guard parts.count == 3, numbers.count == 3 else { return nil }
        return Cost(memory: numbers[0], passes: numbers[1], lanes: numbers[2])
    }

    /// How many bytes stand there in Base64 of the standard alphabet, without padding, as PHC strings have it.
    private static func length(ofBase64 text: Substring.UTF8View) -> Int? {
        guard !text.contains(where: { "-_=".utf8.contains($0) }) else { return nil }
        return Base64URL.decode(text)?.count
    }
}

/// libargon2 could not work: it had no memory, most likely, or what is stored is no hash.
struct PasswordHashFailure: Error {
    let code: Int32

    static let unreadable = PasswordHashFailure(code: ARGON2_DECODING_FAIL.rawValue)
}
