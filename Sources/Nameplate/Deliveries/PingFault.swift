/// Why a network did not take a ping.
package enum PingFault: Hashable, Sendable {
    /// 401 or 403: our key or token is wrong, and it is for every reader.
    case unauthorized
    /// 410: nobody is there any more, and nobody will be.
    case gone
    /// 404: this reader alone is unknown there.
    case notFound
    /// 429.
    case throttled
    /// 3xx, which is never followed.
    case redirected
    /// 5xx.
    case unavailable
    /// Any other status: something about this reader alone.
    case unexpected
    /// No answer came; the word says why.
    case unanswered(String)
    /// What was to be sent could not be read from our own store.
    case unreadable

    /// What the record keeps; stored, so never renamed.
    package var word: String {
        switch self {
        case .unauthorized: "unauthorized"
        case .gone: "gone"
        case .notFound: "not-found"
        case .throttled: "throttled"
        case .redirected: "redirected"
        case .unavailable: "unavailable"
        case .unexpected: "unexpected"
        case .unanswered(let word): word
        case .unreadable: "unreadable"
        }
    }

    /// Whether the delivery may be given up for it in the end.
    ///
    /// Not for what is wrong between us and the whole network, which is put right by a person, who may take a week; nor
    /// for what is wrong with us.
    package var endsInDiscard: Bool {
        switch self {
        case .unauthorized, .gone, .unreadable: false
        default: true
        }
    }

    /// What follows for the lane; `asked` is the wait that the network asked for, if it did.
    package func consequence(asked: Duration?) -> LaneConsequence {
        switch self {
        case .unauthorized: .pause(for: .seconds(300))
        case .gone: .pause(for: nil)
        case .throttled, .unavailable: asked.map { .rest($0) } ?? .failure
        case .redirected, .unanswered: .failure
        case .notFound, .unexpected, .unreadable: .nothing
        }
    }
}

/// What one failed ping says about its whole lane.
package enum LaneConsequence: Equatable, Sendable {
    /// It was about one reader.
    case nothing
    /// The breaker counts it.
    case failure
    /// Nothing more is sent for so long.
    case rest(Duration)
    /// Nothing more is sent, by any instance, for so long, or until somebody resumes it.
    case pause(for: Duration?)
}
