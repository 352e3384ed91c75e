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
    package let facts: Facts

    /// What the Studio page draws, beside the words for people.
    package struct Facts: Sendable, Equatable {
        /// Numbers one way from the pings to the profile; a ping gets to know its run only at step 3.
        package var run: Int?
        /// The shown name before an update, where there was one.
        package var nameBefore: String?
        package var name: String?
        /// The publisher's version of the profile, where the answer to the pull tells it.
        package var version: Int64?

        package init(run: Int? = nil, nameBefore: String? = nil, name: String? = nil, version: Int64? = nil) {
            self.run = run
            self.nameBefore = nameBefore
            self.name = name
            self.version = version
        }
    }

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
            json.member("run", facts.run)
            json.member("name_before", facts.nameBefore)
            json.member("name", facts.name)
            json.member("version", facts.version)
        }
    }
}

/// received → queued → pulling → updated, or failed.
package enum PullState: String, Sendable {
    case received, queued, pulling, updated, failed
}
