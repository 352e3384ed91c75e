import NIOHTTP1
import TestSupport
import Testing

extension InBrowsers {
    /// Many tabs of one browser, which share one stream.
    @Suite struct TabTests {
        /// Browsers open six connections to a server by HTTP/1.1, so a stream in each tab would hang the seventh.
        @Test func `twelve tabs share one stream, and none hangs`() async throws {
            try await Stage.run { stage, devices in
                let first = try await stage.open(on: devices[0])
                try await first.signIn()
                var tabs = [first]
                for _ in 2...12 { tabs.append(try await stage.open(on: devices[0], as: .tab)) }
                for tab in tabs { try await tab.untilShown("Ada Lovelace") }
                let hand = try await stage.hand()
                try await stage.rename("Ada L.", by: hand)
                for tab in tabs { try await tab.untilShown("Ada L.") }
                #expect(stage.detour.openStreams == 1)
                let metrics = try await Caller(base: stage.running.base).call(.GET, "/metrics").text
                #expect(metrics.contains("\nnameplate_streams_open 1\n"))
            }
        }

        @Test(arguments: Engine.allCases)
        func `another tab leads when the leader is closed, and no rename is missed`(engine: Engine) async throws {
            try await Stage.run(in: engine) { stage, devices in
                let leader = try await stage.open(on: devices[0])
                try await leader.signIn()
                let heir = try await stage.open(on: devices[0])
                try await heir.untilShown("Ada Lovelace")
                let hand = try await stage.hand()
                let connections = stage.detour.count("GET", "/auth/events")
                async let closed: Void = leader.close()
                try await stage.rename("Ada L.", by: hand)
                try await closed
                try await heir.untilShown("Ada L.")
                try await stage.rename("Ada K. L.", by: hand)
                try await heir.untilShown("Ada K. L.")
                #expect(stage.detour.count("GET", "/auth/events") == connections + 1)
                #expect(stage.detour.openStreams == 1)
            }
        }

        @Test func `a tab that signs in signs in the others`() async throws {
            try await Stage.run { stage, devices in
                let first = try await stage.open(on: devices[0]) { $0.comments = true }
                let second = try await stage.open(on: devices[0]) { $0.comments = true }
                try await second.untilSignedOut()
                try await first.signIn()
                try await second.untilShown("Ada Lovelace")
            }
        }

        @Test func `a leader that is frozen steps down, and follows again when it wakes`() async throws {
            try await Stage.run { stage, devices in
                let leader = try await stage.open(on: devices[0])
                try await leader.signIn()
                let heir = try await stage.open(on: devices[0])
                try await heir.untilShown("Ada Lovelace")
                try await Self.freeze(leader, while: heir, follows: stage)
                try await leader.untilShown("Ada L.")
                try await Self.expectOneStream(for: [leader, heir], on: stage)
            }
        }

        @Test func `a tab that finds a login tells the tab that leads, which follows it from then on`() async throws {
            try await Stage.run { stage, devices in
                let leader = try await stage.open(on: devices[0])
                try await leader.until("nameplate.session === null")
                let tab = try await stage.open(on: devices[0])
                let login = "await fetch(given[0], { method: 'POST', credentials: 'include', headers, body })"
                let body = #"const body = JSON.stringify({ user: 'ada', password: 'open-sesame' });"#
                let headers = "const headers = { 'content-type': 'application/json' };"
                try await tab.run(headers + body + login, stage.service + "/auth/login")
                try await tab.reload()
                for tab in [tab, leader] { try await tab.untilShown("Ada Lovelace") }
                try await stage.rename("Ada L.", by: try await stage.hand())
                for tab in [tab, leader] { try await tab.untilShown("Ada L.") }
                #expect(stage.detour.openStreams == 1)
            }
        }

        /// Its lock is taken from it, since it can't give it back.
        @Test func `a leader that stops without notice is found out, and another leads meanwhile`() async throws {
            try await Stage.run { stage, devices in
                let leader = try await stage.open(on: devices[0], running: Self.withoutNotice)
                try await leader.signIn()
                let heir = try await stage.open(on: devices[0])
                try await heir.untilShown("Ada Lovelace")
                try await Self.freeze(leader, while: heir, follows: stage)
                try await Self.expectOneStream(for: [leader, heir], on: stage)
            }
        }

        private static func freeze(_ leader: Tab, while heir: Tab, follows stage: Stage) async throws {
            try await leader.freeze()
            try await stage.rename("Ada L.", by: try await stage.hand())
            try await heir.untilShown("Ada L.")
            try await leader.thaw()
        }

        private static func expectOneStream(for tabs: [Tab], on stage: Stage) async throws {
            try await stage.rename("Ada K. L.", by: try await stage.hand())
            for tab in tabs { try await tab.untilShown("Ada K. L.") }
            #expect(stage.detour.openStreams == 1)
        }

        /// As if the whole process stood still: no event tells of it, and no message is heard.
        private static let withoutNotice = """
            let isFrozen = false;
            document.addEventListener('freeze', event => { isFrozen = true; event.stopImmediatePropagation() });
            document.addEventListener('resume', event => { isFrozen = false; event.stopImmediatePropagation() });
            window.BroadcastChannel = class extends BroadcastChannel {
              set onmessage(listener) { super.onmessage = event => isFrozen || listener(event) }
            };
            """
    }
}
