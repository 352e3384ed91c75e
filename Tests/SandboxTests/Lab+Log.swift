import Nameplate
import Testing

/// One entry of the sandbox's log.
struct Entry: Sendable, Equatable {
    let seq: Int
    let at: Int
    let step: Int?
    let state: String?
    let user: String?
    let detail: String
    let run: Int?
    /// What an update brought: the names, and the publisher's version.
    let nameBefore: String?
    let name: String?
    let version: Int?

    init(_ json: JSONValue) throws {
        seq = try #require(json["seq"]?.int)
        at = try #require(json["at"]?.int)
        step = json["step"]?.int
        state = json["state"]?.string
        user = json["user"]?.string
        detail = try #require(json["detail"]?.string)
        run = json["run"]?.int
        nameBefore = json["name_before"]?.string
        name = json["name"]?.string
        version = json["version"]?.int
    }
}

extension Lab {
    func entries(after: Int = 0, wait: Int = 0) async throws -> [Entry] {
        let answer = try await get("/studio/log?after=\(after)&wait=\(wait)")
        return try #require(try answer.json["entries"]).elements.map(Entry.init)
    }

    func entries(about user: String, after: Int = 0) async throws -> [Entry] {
        let answer = try await get("/studio/users/\(user)/log?after=\(after)")
        return try #require(try answer.json["entries"]).elements.map(Entry.init)
    }

    /// The first entry after that one which fits, as soon as it is there.
    @discardableResult
    func entry(after: Int = 0, where fits: (Entry) -> Bool) async throws -> Entry {
        var last = after
        while true {
            let entries = try await entries(after: last, wait: 30)
            if let found = entries.first(where: fits) { return found }
            last = try #require(entries.last, "it was never logged").seq
        }
    }

    /// Pings, and waits until the profile was updated or that failed.
    @discardableResult
    func pingAndSettle(_ user: String) async throws -> Entry {
        let last = try await entries().last?.seq ?? 0
        let answer = try await ping(user)
        try #require(answer.status == 200)
        return try await settled(user, after: last)
    }

    @discardableResult
    func settled(_ user: String, after: Int = 0) async throws -> Entry {
        try await entry(after: after) { $0.user == user && ($0.state == "updated" || $0.state == "failed") }
    }
}
