/// The parts of a reader's real name; the network takes these four and no others (livefyre-protocol.md 6.3).
package struct PersonName: Equatable, Sendable {
    package var formatted: String?
    package var first: String?
    package var middle: String?
    package var last: String?

    package init() {}

    package static let parts: [(name: String, path: any WritableKeyPath<PersonName, String?> & Sendable)] = [
        ("formatted", \.formatted), ("first", \.first), ("middle", \.middle), ("last", \.last),
    ]

    package var isEmpty: Bool { self == PersonName() }
}
