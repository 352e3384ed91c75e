import Nameplate

/// One pull that is to be made.
struct PullJob: Sendable, Equatable {
    let user: UserID
    let delay: Duration
    /// Jobs of an earlier epoch were forgotten by a reset.
    let epoch: Int
    /// Numbers this way from the pings to the profile, for the timeline.
    let run: Int
}

/// What is sent to the publisher for a job.
struct PullRequest: Sendable {
    /// The address without its token, which may be shown.
    let address: String
    let token: String

    /// The token's parameter goes behind whatever query the address has (livefyre-protocol.md 6.1).
    var url: String { address + (address.contains("?") ? "&" : "?") + "lftoken=" + token }
}

/// What came back.
struct PullAnswer: Sendable {
    let status: Int
    let body: [UInt8]
    /// The publisher's version of the profile, if the answer's ETag is a number.
    var version: Int64?
}
