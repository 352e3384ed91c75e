/// A reader's id at the publisher: 1 to 255 of `A-Z a-z 0-9 _ . -`, case-sensitive, unique in a network, for ever.
///
/// `system` in any case is refused: a network tells its network-wide system token from a reader's token by that id
/// alone, so a reader who held it could read every profile (livefyre-protocol.md 1.4 and 2; promises.md S8). Forms in
/// other widths or with surrounding blanks fall to the character set. `.` and `..` are refused because a user's id
/// stands in paths, where those two would name another place.
package struct UserID: Hashable, Sendable {
    package let text: String

    package init(_ text: String) throws(InvalidUserID) {
        guard !text.isEmpty else { throw .empty }
        guard text.utf8.count <= 255 else { throw .tooLong }
        guard text.utf8.allSatisfy(Self.isAllowed) else { throw .character }
        guard text != ".", text != ".." else { throw .dots }
        guard text.utf8.count != 6 || text.lowercased() != "system" else { throw .reserved }
        self.text = text
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
            true
        default:
            false
        }
    }
}

package enum InvalidUserID: Error, Equatable, Sendable, CustomStringConvertible {
    case empty
    case tooLong
    case character
    case dots
    case reserved

    package var description: String {
        switch self {
        case .empty: "A user id is needed."
        case .tooLong: "A user id has at most 255 characters."
        case .character: "A user id has only letters a to z, digits, '_', '.' and '-'."
        case .dots: "A user id can't be '.' or '..', which mean another place in a path."
        case .reserved: "The user id 'system' belongs to the network itself and can't be a reader's."
        }
    }
}

extension UserID: CustomStringConvertible {
    package var description: String { text }
}

extension UserID: Comparable {
    package static func < (left: UserID, right: UserID) -> Bool { left.text < right.text }
}
