/// The news for one network that one user changed.
package struct Announcement: Equatable, Sendable {
    package let network: NetworkName
    package let user: UserID
    /// The version that is announced: the profile's, where it comes along.
    package let version: Int64
    /// Which time of being owed this is.
    package let owedSequence: Int64
    /// The profile as it was read just before sending, for a network that is to be handed it.
    package let profile: Profile?

    package init(_ claim: Claim, carrying profile: Profile? = nil) {
        network = claim.network
        user = claim.user
        version = profile?.version ?? claim.version
        owedSequence = claim.owedSequence
        self.profile = profile
    }

    /// The same for each try at sending the same, and never the same for anything else.
    ///
    /// So a receiver that drops what it has had can't drop a newer version, nor what is sent again on purpose.
    package var id: String {
        let digest = Digest(of: Array("\(network.text)/\(user.text)/\(version)/\(owedSequence)".utf8))
        return "msg_" + Base64URL.encode(Array(digest.bytes.prefix(18)))
    }
}
