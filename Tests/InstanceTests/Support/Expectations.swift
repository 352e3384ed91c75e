import NIOHTTP1
import TestSupport
import Testing

/// That each answered rename was made, once, and that the network has come to show the last of them.
func expectNothingLost(of readers: Readers, on stage: Stage) async throws {
    let rows = try await stage.query("SELECT user_id, version, display_name FROM nameplate.profile")
    let stored = Dictionary(uniqueKeysWithValues: rows.map { ($0[0], (version: Int($0[1]) ?? 0, name: $0[2])) })
    // Renames whose answer was lost may have been made, and take a version too.
    let recorded = Set(
        try await stage.query("SELECT user_id, version FROM nameplate.activity WHERE version IS NOT NULL")
    )
    var lost: [Readers.Renamed] = []
    var isExact = true
    for (user, renames) in readers.answered.byUser {
        let versions = renames.map(\.version)
        #expect(Set(versions).count == versions.count, "\(user): two renames were answered with one version")
        lost += renames.filter { !recorded.contains([$0.user, "\($0.version)"]) }
        guard let last = renames.last, let now = stored[user] else { continue }
        lost += now.version < last.version || (now.version == last.version && now.name != last.name) ? [last] : []
        isExact = isExact && now.version == 1 + renames.count
    }
    #expect(lost.isEmpty)
    #expect(isExact || !readers.answered.others.isEmpty, "versions were given to renames that nobody was told of")

    try await stage.untilDatabaseSays(
        "SELECT bool_and(due_at IS NULL AND acknowledged_version = wanted_version) FROM nameplate.delivery"
    )
    if !readers.answered.others.isEmpty {
        // The network asks once, and what it asked for while there was no database was refused.
        let replay = #"{"state":"acknowledged"}"#
        let again = try await stage.instances[0].backend.call(.POST, "/deliveries/replay", replay)
        #expect(again.status == 202)
    }
    try await stage.log.until(shows: stored.mapValues(\.version))
    try await stage.untilDatabaseSays("SELECT bool_and(pulled_version = wanted_version) FROM nameplate.delivery")
    let deliveries = try await stage.query("SELECT user_id, wanted_version FROM nameplate.delivery")
    #expect(Dictionary(uniqueKeysWithValues: deliveries.map { ($0[0], $0[1]) }) == stored.mapValues { "\($0.version)" })
    for (user, now) in stored {
        let updates = await stage.log.entries(of: user).filter { $0.step == Sandbox.Entry.updated }
        #expect(updates.last?.version == now.version)
        #expect(updates.last?.name == now.name)
        #expect(updates.map { $0.version ?? 0 } == updates.map { $0.version ?? 0 }.sorted(), "\(user) went back")
    }
}

/// That no two pings of one user were under way at the same time, each of which took `milliseconds` at least.
func expectOnePingAtATime(of readers: Readers, lasting milliseconds: Int, on stage: Stage) async {
    var pings = 0
    for reader in readers.all {
        let arrivals = await stage.log.entries(of: reader.user).filter { $0.step == Sandbox.Entry.pingReceived }.map(
            \.at
        )
        pings += arrivals.count
        let gaps = zip(arrivals, arrivals.dropFirst()).map { $1 - $0 }
        // Each moment is cut to its millisecond.
        #expect((gaps.min() ?? .max) >= milliseconds - 1, "\(reader.user)")
    }
    print("\(pings) pings of \(readers.all.count) users, no two of one user at once.")
}
