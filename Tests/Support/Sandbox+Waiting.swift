package import Nameplate
import NIOHTTP1

extension Running {
    /// Waits until the network's record of the user fits, step by step of its timeline; never by the clock.
    package func networkUser(
        _ user: String,
        where isRight: @Sendable (Answer) -> Bool
    ) async throws -> Answer {
        var after = 0
        while true {
            let answer = try await Caller(base: sandbox).call(.GET, "/studio/users/\(user)")
            if answer.status == 200, isRight(answer) { return answer }
            after = try await nextStep(after: after)
        }
    }

    /// The timeline from the start, as soon as an entry fits.
    package func timeline(until isLast: @Sendable ([String: JSONValue]) -> Bool) async throws -> [[String: JSONValue]] {
        var after = 0
        while true {
            let entries = try await timeline()
            if entries.contains(where: isLast) { return entries }
            after = try await nextStep(after: after)
        }
    }

    package func timeline() async throws -> [[String: JSONValue]] {
        let answer = try await Caller(base: sandbox).call(.GET, "/studio/log?after=0")
        guard case .array(let entries)? = answer["entries"] else { return [] }
        return entries.compactMap(\.object)
    }

    private func nextStep(after: Int) async throws -> Int {
        let answer = try await Caller(base: sandbox).call(.GET, "/studio/log?after=\(after)&wait=20")
        guard case .array(let entries)? = answer["entries"] else { return after }
        return entries.compactMap { $0.object?["seq"]?.number }.map { Int($0) }.max() ?? after
    }
}

extension Running {
    /// Asks the backend's call again until its answer fits.
    ///
    /// What it waits for is a commit of the service, which the test's time limit bounds; nothing in between is timed.
    package func eventually(_ path: String, where isRight: @Sendable (Answer) -> Bool) async throws -> Answer {
        while true {
            let answer = try await backend.call(.GET, path)
            if isRight(answer) { return answer }
            try Task.checkCancellation()
            await Task.yield()
        }
    }
}
