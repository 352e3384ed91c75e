import Nameplate

/// The top-level members of a token's header or claims, in the order in which they stand.
struct TokenMembers {
    let all: [JSONMember]

    /// Nil for anything but the text of one object.
    init?(parsing bytes: [UInt8]) {
        guard let members = JSONMember.all(parsing: bytes) else { return nil }
        all = members
    }

    /// The value of a member; of the last one, where a name is there twice (RFC 7519, 4).
    subscript(name: String) -> JSONValue? { all.last { $0.name == name }?.value }
}
