import Nameplate
import PostgresStore
import TestDatabase
import Testing

struct PostgresFeedTests {
    @Test func `what one store commits, the other is told in its order and once`() async throws {
        try await PostgresPlace.withNew { place in
            let (one, other) = (try await place.open(), try await place.open())
            let (own, news) = (Feed(of: one), Feed(of: other))
            try await one.begin()
            let browser = Browser()
            _ = try await one.signIn(browser.signIn(.ada))
            _ = try await one.cycle(browser.cycle())
            _ = try await one.change(.rename(.ada, to: "Ada L."))
            try await one.endSessions(.all(of: .ada), because: .everywhere, at: .start)
            let expected: [Committed] = [
                .profile(.ada, version: 1), .owed(.labs), .session(browser.id), .profile(.ada, version: 2),
                .owed(.labs), .sessionsEnded([browser.id], user: .ada, .everywhere),
            ]
            await news.until { $0.count >= expected.count }
            #expect(news.events == expected)
            #expect(own.events == expected)
        }
    }

    @Test func `a commit that tells much tells it in pieces, and leaves nothing out`() async throws {
        try await PostgresPlace.withNew { place in
            let (one, other) = (try await place.open(), try await place.open())
            try await one.begin()
            var ids: Set<SessionID> = []
            for _ in 0..<400 {
                let browser = Browser()
                ids.insert(browser.id)
                _ = try await one.signIn(browser.signIn(.ada, limits: SessionLimits(perUser: 1000)))
            }
            let news = Feed(of: other)
            try await one.endSessions(.all(of: .ada), because: .password, at: .start)
            await news.until { Self.ended(in: $0).count >= 400 }
            #expect(Self.ended(in: news.events) == ids)
            #expect(!news.events.contains(.anything))
        }
    }

    @Test func `a feed that was cut is not trusted, and begins with the news that anything may have come`() async throws
    {
        try await PostgresPlace.withNew { place in
            let store = try await place.open()
            let feed = Feed(of: store)
            #expect(store.isCurrent)
            try await place.cut(where: "query LIKE '%LISTEN%'")
            await feed.until { $0.contains(.anything) }
            try await until("it is trusted again") { store.isCurrent }
        }
    }

    @Test func `two stores whose workers claim at once never get the same row, though workers come and go`()
        async throws
    {
        try await PostgresPlace.withNew { place in
            let stores = [try await place.open(), try await place.open()]
            try await withThrowingTaskGroup { group in
                for index in 0..<600 { group.addTask { try await stores[0].begin(UserID(stored: "user-\(index)")) } }
                try await group.waitForAll()
            }
            let claims = try await withThrowingTaskGroup { group in
                for number in 0..<40 {
                    let store = stores[number % 2]
                    let worker = WorkerID("worker-\(number)")
                    group.addTask {
                        try await store.renew(worker, until: .after(.seconds(12)), at: .start)
                        return try await store.claim(25, of: .labs, by: worker, at: .start)
                    }
                }
                return try await group.reduce(into: [Claim]()) { $0 += $1 }
            }
            #expect(Set(claims.map(\.user)).count == claims.count)
            #expect(claims.allSatisfy { $0.fence == 1 })
        }
    }

    @Test func `a machine whose clock is an hour wrong goes by the server's`() async throws {
        try await PostgresPlace.withNew { place in
            let real = try await place.value("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint")
            let moment = Timestamp(milliseconds: try #require(Int64(real)))
            let wrong = try await place.open(clock: { moment + .seconds(3600) })
            let text = try await place.value("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint")
            let late = Timestamp(milliseconds: try #require(Int64(text)))
            #expect((moment - .seconds(1)...late + .seconds(1)).contains(wrong.clock()))
        }
    }

    @Test func `a worker that died is noticed, and what it held is told as owed`() async throws {
        try await PostgresPlace.withNew { place in
            let store = try await place.open()
            let now = store.clock()
            try await store.renew(.first, until: now + .seconds(1), at: now)
            _ = try await store.change(.put(.ada, named: "Ada", lease: .first, at: now))
            let feed = Feed(of: store)
            await feed.until { $0.contains(.owed(.labs)) }
            #expect(try await place.value("SELECT count(*) FROM nameplate.worker") == "0")
        }
    }

    private static func ended(in events: [Committed]) -> Set<SessionID> {
        events.reduce(into: []) { ids, event in
            if case .sessionsEnded(let sessions, _, .password) = event { ids.formUnion(sessions) }
        }
    }
}
