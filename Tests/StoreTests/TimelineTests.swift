import Nameplate
import Testing

/// What is on record of one user: what was done, and what networks were told and have read.
struct TimelineTests {
    @Test(arguments: StoreBackend.allCases)
    func `changes, pings and pulls are told in one order, the newest first`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin(worker: .first)
            try await store.begin(.grace)
            let claims = try await store.claim(9, of: .labs, by: .first, at: .start)
            let claim = try #require(claims.first { $0.user == .ada })
            _ = try await store.record(
                claim,
                .retry(at: .after(.seconds(2))),
                by: .first,
                status: 503,
                error: "unavailable",
                at: .after(.seconds(1))
            )
            _ = try await store.change(.rename(.ada, to: "Ada", at: .after(.seconds(3))))
            try await store.send(at: .after(.seconds(4)))
            try await store.pull(2, at: .after(.seconds(5)))
            let timeline = try #require(try await store.timeline(of: .ada, before: nil, limit: 10))
            #expect(timeline.next == nil)
            #expect(
                timeline.entries == [
                    .exchange(.of(.pull, version: 2, at: .after(.seconds(5)))),
                    .exchange(.of(.ping, version: 2, at: .after(.seconds(4)), status: 200, milliseconds: 41)),
                    .activity(.of("changed", by: "reader", version: 2, at: .after(.seconds(3)))),
                    .exchange(
                        .of(.ping, version: 1, at: .after(.seconds(1)), status: 503, error: "unavailable")
                    ),
                    .activity(.of("created", by: "backend", version: 1, at: .start)),
                ]
            )
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `how many tabs were told stands beside what networks were told`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin()
            try await store.begin(.grace)
            _ = try await store.change(.rename(.ada, to: "Ada", at: .after(.seconds(1))))
            try await store.send(at: .after(.seconds(2)))
            let told = [
                TabsTold(user: .ada, version: 2, at: .after(.seconds(3)), count: 3),
                TabsTold(user: .ada, version: 2, at: .after(.seconds(4)), count: 1),
                TabsTold(user: .grace, version: 1, at: .after(.seconds(4)), count: 12),
            ]
            try await store.recordTabs(told)
            try await store.recordTabs([])
            let entries = try #require(try await store.timeline(of: .ada, before: nil, limit: 10)).entries
            #expect(entries.prefix(2) == [.tabs(told[1]), .tabs(told[0])])
            #expect(entries.map(\.at) == [4, 3, 2, 1, 0].map { .after(.seconds($0)) })
            #expect(try await pages(of: store, limit: 1) == entries)
            #expect(try await store.timeline(of: .grace, before: nil, limit: 1)?.entries == [.tabs(told[2])])
            try await store.sweep(at: .after(.seconds(5)) + Exchange.retention)
            // The newest of all stays, or its id could come again.
            #expect(try await store.timeline(of: .ada, before: nil, limit: 10)?.entries.count == 2)
            #expect(try await store.timeline(of: .grace, before: nil, limit: 1)?.entries == [.tabs(told[2])])
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `pages follow on each other, whatever is added meanwhile`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin()
            for second in 1...6 {
                let now = Timestamp.after(.seconds(second))
                _ = try await store.change(.rename(.ada, to: "Ada \(second)", at: now))
                try await store.send(at: now)
                if second % 2 == 0 { try await store.pull(Int64(second) + 1, at: now) }
            }
            let whole = try #require(try await store.timeline(of: .ada, before: nil, limit: 100))
            #expect(whole.entries.count == 16 && whole.next == nil)
            for limit in [1, 2, 3, 5, 15, 16, 17] {
                #expect(try await pages(of: store, limit: limit) == whole.entries, "\(limit)")
            }
            let first = try #require(try await store.timeline(of: .ada, before: nil, limit: 5))
            try await store.pull(7, at: .after(.seconds(100)))
            _ = try await store.change(.rename(.ada, to: "Ada again", at: .after(.seconds(101))))
            let rest = try #require(try await store.timeline(of: .ada, before: first.next, limit: 100))
            #expect(first.entries + rest.entries == whole.entries)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `pings that were never sent, or whose outcome was refused, are not on record`(
        backend: StoreBackend
    ) async throws {
        try await backend.withStore { store in
            try await store.begin(worker: .first)
            let claim = try #require(try await store.claim(1, of: .labs, by: .first, at: .start).first)
            _ = try await store.record(claim, .released, by: .first)
            let second = try #require(try await store.claim(1, of: .labs, by: .first, at: .start).first)
            #expect(try await store.acknowledge(claim, by: .first) == nil)
            #expect(try await exchanges(of: store).isEmpty)
            _ = try await store.acknowledge(second, by: .first)
            #expect(try await store.acknowledge(second, by: .first) == nil)
            #expect(try await exchanges(of: store).count == 1)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `who was erased has a record, and who never was has none`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin()
            _ = try await store.change(.erase(.ada, at: .after(.seconds(1))))
            let timeline = try #require(try await store.timeline(of: .ada, before: nil, limit: 10))
            #expect(timeline.entries.map(\.at) == [.after(.seconds(1)), .start])
            #expect(try await store.timeline(of: .grace, before: nil, limit: 10) == nil)
            // What a network read of somebody of whom it was owed nothing is on record all the same.
            _ = try await store.change(.put(.grace, named: "Grace", networks: []))
            try await store.pull(1, of: .grace, at: .start)
            #expect(try await store.timeline(of: .grace, before: nil, limit: 10)?.entries.count == 2)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `exchanges are forgotten after thirty days, and what was done is not`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin()
            let pulls = (0..<1500).map { Pull(network: .labs, user: .ada, version: 1, at: .after(.milliseconds($0))) }
            try await store.recordPulls(pulls)
            let end = Timestamp.start + Exchange.retention
            try await store.sweep(at: end)
            #expect(try await exchanges(of: store).count == 1500)
            try await store.sweep(at: end + .milliseconds(1200))
            #expect(try await exchanges(of: store).count == 300)
            try await store.sweep(at: end + .seconds(86400))
            #expect(try await exchanges(of: store).count == 1)
            #expect(try await store.timeline(of: .ada, before: nil, limit: 10)?.entries.count == 2)
        }
    }

    /// One page after another, each begun by the text of where the one before has ended.
    private func pages(of store: any Store, limit: Int) async throws -> [UserTimeline.Entry] {
        var entries: [UserTimeline.Entry] = []
        var next: UserTimeline.Position?
        repeat {
            let page = try #require(try await store.timeline(of: .ada, before: next, limit: limit))
            #expect(page.entries.count == limit || page.next == nil)
            entries += page.entries
            next = try page.next.map { try #require(UserTimeline.Position($0.text)) }
        } while next != nil
        return entries
    }

    private func exchanges(of store: any Store) async throws -> [Exchange] {
        try await store.timeline(of: .ada, before: nil, limit: 10_000)?.entries.compactMap { entry in
            if case .exchange(let exchange) = entry { exchange } else { nil }
        } ?? []
    }
}

extension Exchange {
    fileprivate static func of(
        _ kind: Kind,
        version: Int64,
        at: Timestamp,
        status: Int? = nil,
        error: String? = nil,
        milliseconds: Int? = nil
    ) -> Exchange {
        Exchange(
            kind: kind,
            network: .labs,
            user: .ada,
            version: version,
            at: at,
            status: status,
            error: error,
            milliseconds: milliseconds
        )
    }
}

extension PastActivity {
    fileprivate static func of(_ kind: String, by actor: String, version: Int64, at: Timestamp) -> PastActivity {
        PastActivity(at: at, actor: actor, kind: kind, version: version, detail: "display_name")
    }
}
