package import Nameplate

/// One line of the Studio page's timeline.
package struct TimelineEntry: Sendable, Equatable {
    /// Grows by one with each entry, also across a reset.
    package let sequence: Int
    package let at: Timestamp
    /// The step of the documented sequence (livefyre-protocol.md 8), or nil for anything else that happened.
    package let step: Step?
    /// The state that the user's pull entered, if it entered one.
    package let state: PullState?
    package let user: UserID?
    package let detail: String

    package enum Step: Int, Sendable {
        case pingReceived = 1
        case acknowledged
        case processed
        case queued
        case executed
        case answered
        case updated
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("seq", sequence)
            json.member("at", at.milliseconds)
            json.member("step", step?.rawValue)
            json.member("state", state?.rawValue)
            json.member("user", user?.text)
            json.member("detail", detail)
        }
    }
}

/// received → queued → pulling → updated, or failed.
package enum PullState: String, Sendable {
    case received, queued, pulling, updated, failed
}
