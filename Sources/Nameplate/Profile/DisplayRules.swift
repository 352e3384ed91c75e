/// Which parts of a profile the network may show to everyone; nil where we don't say.
package struct DisplayRules: Equatable, Sendable {
    package var bio: Bool?
    package var location: Bool?
    package var gender: Bool?
    package var name: Bool?
    package var image: Bool?
    package var remoteProfileURL: Bool?

    package init() {}

    package static let rules: [(name: String, path: any WritableKeyPath<DisplayRules, Bool?> & Sendable)] = [
        ("bio", \.bio), ("location", \.location), ("gender", \.gender), ("name", \.name), ("image", \.image),
        ("remote_profile_url", \.remoteProfileURL),
    ]

    package var isEmpty: Bool { self == DisplayRules() }
}
