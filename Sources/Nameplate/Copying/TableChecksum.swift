import COpenSSL

/// The SHA-256 of all rows of a table in the order of their keys, which is the same in every store.
package struct TableChecksum: Equatable, Sendable {
    package let rows: Int
    package let digest: [UInt8]

    package var text: String {
        digest.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}

/// Takes rows and gives their checksum.
///
/// A value goes in as a byte for its kind, its length and its bytes, so no two rows go in alike that differ.
struct RowHash {
    private var context = SHA256_CTX()
    private var rows = 0
    private var bytes: [UInt8] = []

    init() { SHA256_Init(&context) }

    mutating func add(_ rows: [[StoredValue]]) {
        bytes.removeAll(keepingCapacity: true)
        for row in rows {
            for value in row { append(value) }
        }
        SHA256_Update(&context, bytes, bytes.count)
        self.rows += rows.count
    }

    consuming func checksum() -> TableChecksum {
        let digest = [UInt8](unsafeUninitializedCapacity: Digest.length) { digest, count in
            SHA256_Final(digest.baseAddress, &context)
            count = Digest.length
        }
        return TableChecksum(rows: rows, digest: digest)
    }

    private mutating func append(_ value: StoredValue) {
        switch value {
        case .null: bytes.append(0)
        case .integer(let value): append(1, value)
        case .boolean(let value): append(2, value ? 1 : 0)
        case .text(let text):
            append(3, Int64(text.utf8.count))
            bytes.append(contentsOf: text.utf8)
        case .bytes(let value):
            append(4, Int64(value.count))
            bytes.append(contentsOf: value)
        }
    }

    private mutating func append(_ kind: UInt8, _ number: Int64) {
        bytes.append(kind)
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
