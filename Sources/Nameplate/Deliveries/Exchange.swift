/// One ping that was answered or failed, or one pull, as it is kept on record.
package struct Exchange: Sendable, Equatable {
    package enum Kind: String, Sendable {
        case ping, pull
    }

    package let kind: Kind
    package let network: NetworkName
    package let user: UserID
    /// The version that was announced or read.
    package let version: Int64
    /// When a ping had its outcome; when a pull began.
    package let at: Timestamp
    package let status: Int?
    package let error: String?
    package let milliseconds: Int?

    /// For 30 days: what operators ask after is younger, and each change makes two or more for each network.
    package static let retention = Duration.seconds(30 * 86400)

    package init(
        kind: Kind,
        network: NetworkName,
        user: UserID,
        version: Int64,
        at: Timestamp,
        status: Int?,
        error: String?,
        milliseconds: Int?
    ) {
        self.kind = kind
        self.network = network
        self.user = user
        self.version = version
        self.at = at
        self.status = status
        self.error = error
        self.milliseconds = milliseconds
    }

    init(_ outcome: ClaimOutcome, at now: Timestamp) {
        self.init(
            kind: .ping,
            network: outcome.claim.network,
            user: outcome.claim.user,
            version: outcome.claim.version,
            at: now,
            status: outcome.status,
            error: outcome.error,
            milliseconds: outcome.milliseconds
        )
    }

    init(_ pull: Pull) {
        self.init(
            kind: .pull,
            network: pull.network,
            user: pull.user,
            version: pull.version,
            at: pull.at,
            status: nil,
            error: nil,
            milliseconds: nil
        )
    }
}
