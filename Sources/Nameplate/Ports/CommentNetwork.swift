/// A network that shows readers' names: it signs readers in by our tokens, and reads profiles back once it is pinged.
package protocol CommentNetwork: Network {
    /// The request that registers our pull URL, in which `{id}` stands for the user's id.
    ///
    /// - Throws: ``InvalidPullURL`` when the literal `{id}` is missing.
    func registration(ofPullURL template: String, at now: Timestamp) throws -> NetworkRequest
    func accepted(registration status: Int) -> Bool

    /// Whether the bearer of `token` may read profiles: the network itself, and nobody else.
    func admitsPull(with token: String, at now: Timestamp) -> Bool
    /// What the network reads of a profile.
    func document(of profile: Profile) -> [UInt8]

    /// A token by which the reader's browser proves to the network who it is; `expires` is rounded down to seconds.
    func userAuthToken(for user: UserID, named name: DisplayName, expires: Timestamp) -> String
}

package struct InvalidPullURL: Error, Equatable, Sendable, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}
