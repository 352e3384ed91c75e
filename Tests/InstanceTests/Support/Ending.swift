import NIOHTTP1
import Nameplate
import TestSupport
import Testing

/// One of the ways in which a session ends.
struct Ending: Sendable, CustomTestStringConvertible {
    struct Stand {
        /// The browser whose session ends, and another of the same reader, both led to one instance.
        let ending: Browser
        let other: Browser
        let instance: Instance

        init(ending: Browser, other: Browser, at instance: Instance) {
            self.ending = ending
            self.other = other
            self.instance = instance
        }
    }

    let testDescription: String
    let reason: String
    /// Does it, and returns the answer's status.
    let act: @Sendable (Stand) async throws -> Int

    static let all = [
        Ending(testDescription: "signed out everywhere", reason: "everywhere") {
            try await $0.other.call(.POST, "/auth/logout", #"{"scope":"everywhere"}"#).status
        },
        Ending(testDescription: "signed out elsewhere", reason: "elsewhere") {
            try await $0.other.call(.POST, "/auth/logout", #"{"scope":"elsewhere"}"#).status
        },
        Ending(testDescription: "signed out here", reason: "here") {
            try await $0.ending.call(.POST, "/auth/logout").status
        },
        Ending(testDescription: "ended from the list", reason: "ended") { stand in
            let list = try await stand.other.call(.GET, "/auth/sessions")
            guard case .array(let sessions)? = list["sessions"] else { return list.status }
            let old = sessions.compactMap(\.object).first { $0["current"] == .bool(false) }
            return try await stand.other.call(.DELETE, "/auth/sessions/\(old?["id"]?.string ?? "")").status
        },
        Ending(testDescription: "password changed", reason: "password") {
            let passwords = #"{"current":"open-sesame","new":"close-sesame-again"}"#
            return try await $0.other.call(.PUT, "/profile/password", passwords).status
        },
        Ending(testDescription: "password set by the backend", reason: "password") {
            try await $0.instance.backend.call(.PUT, "/users/ada/password", #"{"password":"close-sesame-again"}"#)
                .status
        },
        Ending(testDescription: "ended by the backend", reason: "ended") {
            try await $0.instance.backend.call(.DELETE, "/users/ada/sessions").status
        },
        Ending(testDescription: "disabled", reason: "disabled") {
            try await $0.instance.backend.call(.PATCH, "/users/ada", #"{"disabled":true}"#).status
        },
        Ending(testDescription: "erased", reason: "erased") {
            try await $0.instance.backend.call(.DELETE, "/users/ada").status
        },
    ]
}
