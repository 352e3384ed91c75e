/// What is stored of a session's secrets, and the rule of the cycle.
///
/// A cycle replaces the secret and keeps the old one's digest and a random handover. A request that still brings the
/// old secret, because an answer was lost or another tab was faster, is given the very same new one. Both are
/// forgotten 30 s after the new secret was first brought, so an answer that never arrived never signs anybody out.
package struct SessionKeys: Equatable, Sendable {
    package static let overlap = Duration.seconds(30)

    package var secretHash: Digest
    package var previousHash: Digest?
    package var handover: [UInt8]?
    package var rotatedAt: Timestamp?
    /// When the current secret was first brought since it replaced the previous one.
    package var confirmedAt: Timestamp?

    package init(
        secretHash: Digest,
        previousHash: Digest? = nil,
        handover: [UInt8]? = nil,
        rotatedAt: Timestamp? = nil,
        confirmedAt: Timestamp? = nil
    ) {
        self.secretHash = secretHash
        self.previousHash = previousHash
        self.handover = handover
        self.rotatedAt = rotatedAt
        self.confirmedAt = confirmedAt
    }

    package enum Presented: Equatable, Sendable {
        /// `isFirst` when this secret replaced another that is still remembered, and was never brought before.
        case current(isFirst: Bool)
        case previous
    }

    /// Which of the session's secrets this is; nil for neither.
    package func recognize(_ secret: SessionSecret, at now: Timestamp) -> Presented? {
        let digest = secret.digest
        if digest == secretHash { return .current(isFirst: previousHash != nil && confirmedAt == nil) }
        return remembersPrevious(at: now) && digest == previousHash ? .previous : nil
    }

    /// Notes that the current secret arrived at the browser.
    package mutating func confirm(at now: Timestamp) {
        if previousHash != nil, confirmedAt == nil { confirmedAt = now }
    }

    /// The secret to hand to the bringer of `secret`; nil if it is none of this session's.
    package mutating func cycle(
        presenting secret: SessionSecret,
        handover fresh: [UInt8],
        at now: Timestamp
    ) -> SessionSecret? {
        guard let presented = recognize(secret, at: now) else { return nil }
        switch presented {
        case .previous:
            return handover.map(secret.successor)
        case .current where remembersPrevious(at: now):
            confirm(at: now)
            return secret
        case .current:
            let next = secret.successor(by: fresh)
            self = SessionKeys(
                secretHash: next.digest,
                previousHash: secretHash,
                handover: fresh,
                rotatedAt: now,
                confirmedAt: nil
            )
            return next
        }
    }

    private func remembersPrevious(at now: Timestamp) -> Bool {
        guard previousHash != nil else { return false }
        guard let confirmedAt else { return true }
        return now < confirmedAt + Self.overlap
    }
}
