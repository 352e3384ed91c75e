import NIOHTTP1
import Synchronization
import TestSupport
import Testing

extension InBrowsers {
    /// Networks that delay, reorder, lose and refuse.
    @Suite struct NetworkTests {
        @Test func `tabs recover from a restart of the service, and catch a rename made just after it`() async throws {
            try await Stage.run(devices: 2) { stage, devices in
                let tabs = try await stage.signedInTabs(devices)
                let hand = try await stage.hand()
                try await stage.running.serviceServer.stop()
                for tab in tabs { try await tab.untilNoted("error") }
                _ = try await stage.running.serviceServer.start()
                try await stage.rename("Ada L.", by: hand)
                for tab in tabs {
                    try await tab.untilShown("Ada L.")
                    #expect(try await tab.count("signed-out") == 0)
                    #expect(try await tab.events().contains("auth logout") == false)
                }
            }
        }

        @Test func `a proxy's 502 keeps the reader signed in, and says when it is tried again`() async throws {
            try await Stage.run { stage, devices in
                let tabs = try await stage.signedInTabs(devices)
                let hand = try await stage.hand()
                stage.detour.treat { _ in .badGateway }
                stage.detour.cutStreams()
                try await tabs[0].untilNoted("error")
                try await tabs[0].until("log.find(entry => entry.what === 'error').retry_in > 0")
                try await stage.rename("Ada L.", by: hand)
                stage.detour.treat { _ in .pass }
                try await tabs[0].untilShown("Ada L.")
                #expect(try await tabs[0].count("signed-out") == 0)
            }
        }

        @Test func `calls that a proxy answers with 502 are made again, and the reader stays signed in`() async throws {
            try await Stage.run { stage, devices in
                let tab = try await stage.signedInTabs(devices)[0]
                let hand = try await stage.hand()
                stage.detour.treat { $0.path == "/auth/events" ? .pass : .badGateway }
                try await stage.rename("Ada L.", by: hand)
                try await tab.untilNoted("error")
                #expect(try await tab.text("document.querySelector('#reader').textContent") == "Ada Lovelace")
                stage.detour.treat { _ in .pass }
                try await tab.untilShown("Ada L.")
                #expect(try await tab.count("signed-out") == 0)
            }
        }

        @Test func `an answer that comes late doesn't bring an older name back`() async throws {
            try await Stage.run { stage, devices in
                let tab = try await stage.signedInTabs(devices)[0]
                let hand = try await stage.hand()
                stage.detour.treat { $0.method == "PATCH" ? .hold : .pass }
                try await tab.run("nameplate.update({ display_name: 'Ada L.' }).then(() => note('updated')); 0")
                try await tab.untilShown("Ada L.")
                try await stage.rename("Ada K. L.", by: hand)
                try await tab.untilShown("Ada K. L.")
                stage.detour.release()
                try await tab.untilNoted("updated")
                try await tab.untilShown("Ada K. L.")
                let versions = try await tab.versions()
                #expect(versions == versions.sorted())
            }
        }

        @Test func `a rename while the browser is offline is shown when it is online`() async throws {
            try await Stage.run { stage, devices in
                let tab = try await stage.signedInTabs(devices)[0]
                let hand = try await stage.hand()
                try await tab.setOffline(true)
                try await tab.until("!navigator.onLine")
                stage.detour.cutStreams()
                try await tab.untilNoted("error")
                try await stage.rename("Ada L.", by: hand)
                try await tab.setOffline(false)
                try await tab.untilShown("Ada L.")
                #expect(try await tab.count("signed-out") == 0)
            }
        }

        @Test func `a cycle whose answer is lost signs nobody out, then and an hour later`() async throws {
            try await Stage.run { stage, devices in
                let tab = try await stage.signedInTabs(devices)[0]
                let hand = try await stage.hand()
                stage.detour.treat { $0.method == "POST" && $0.path == "/auth/cycle" ? .lose : .pass }
                try await stage.rename("Ada L.", by: hand)
                try await tab.untilNoted("error")
                stage.detour.treat { _ in .pass }
                try await tab.untilShown("Ada L.")
                #expect(try await tab.count("signed-out") == 0)
                stage.running.clock.advance(by: .seconds(3600))
                try await tab.reload()
                try await tab.untilReady()
                try await tab.untilShown("Ada L.")
                try await stage.rename("Ada K. L.", by: hand)
                try await tab.untilShown("Ada K. L.")
                #expect(try await tab.count("signed-out") == 0)
            }
        }

        /// Each origin has a leader of its own, and all of them replace the one cookie.
        @Test(arguments: [(renames: 200, shownAfter: 10, longest: 400), (renames: 4, shownAfter: 2, longest: 9000)])
        func `three origins that cycle at once are never signed out, and end with the newest name`(
            renames: Int,
            shownAfter: Int,
            longest: Int
        ) async throws {
            let hosts = ["www.example.localhost", "blog.example.localhost", "shop.example.localhost"]
            var plan = Stage.Plan(siteHost: hosts[0], serviceHost: "sso.example.localhost")
            plan.otherHosts = Array(hosts.dropFirst())
            try await Stage.run(plan) { stage, devices in
                var tabs: [Tab] = []
                for host in hosts { tabs.append(try await stage.open(on: devices[0], at: host)) }
                try await tabs[0].signIn()
                for tab in tabs.dropFirst() { try await tab.reload() }
                for tab in tabs { try await tab.untilShown("Ada Lovelace") }
                let hand = try await stage.hand()
                let random = Mutex(SeededRandom(seed: 7))
                stage.detour.treat { call in
                    guard call.path != "/auth/events" else { return .pass }
                    return .delay(.milliseconds(random.withLock { Int($0.next() % UInt64(longest)) }))
                }
                for number in 1...renames {
                    try await stage.rename("Ada \(number)", by: hand)
                    guard number.isMultiple(of: shownAfter) else { continue }
                    for tab in tabs { try await tab.untilShown("Ada \(number)", within: 90) }
                }
                stage.detour.treat { _ in .pass }
                // Past the time in which the service takes the secret before this one.
                stage.running.clock.advance(by: .seconds(60))
                for tab in tabs {
                    #expect(try await tab.count("signed-out") == 0)
                    let versions = try await tab.versions()
                    #expect(versions == versions.sorted())
                    try await tab.reload()
                    try await tab.untilReady()
                    try await tab.untilShown("Ada \(renames)")
                }
                // A leader that is still asking takes several changes at once.
                #expect(stage.detour.count("POST", "/auth/cycle") >= 3 * renames / shownAfter)
            }
        }

        /// As after an outage of the network alone: what reads the token there doesn't answer.
        @Test func `a network that fails in the middle of a full cycle leaves the reader signed in at the site`()
            async throws
        {
            try await Stage.run { stage, devices in
                let tab = try await stage.open(on: devices[0]) {
                    $0.cycle = "full"; $0.comments = true
                }
                try await tab.signIn()
                try await tab.untilShown("Ada Lovelace")
                stage.networkDetour.treat { $0.path.hasPrefix("/api/v3.0/auth") ? .badGateway : .pass }
                let hand = try await stage.hand()
                try await stage.rename("Ada L.", by: hand)
                try await tab.until("document.querySelector('#reader').textContent === 'Ada L.'")
                try await tab.until("log.some(entry => entry.code === 'livefyre-silent')", within: 30)
                #expect(try await tab.count("signed-out") == 0)
                stage.networkDetour.treat { _ in .pass }
                try await tab.reload()
                try await tab.untilReady()
                try await tab.untilShown("Ada L.")
            }
        }
    }
}

extension Stage {
    /// A tab on each device, signed in and with comments.
    fileprivate func signedInTabs(_ devices: [Device]) async throws -> [Tab] {
        var tabs: [Tab] = []
        for device in devices {
            let tab = try await open(on: device) { $0.comments = true }
            try await tab.signIn()
            try await tab.untilShown("Ada Lovelace")
            tabs.append(tab)
        }
        return tabs
    }
}

extension Tab {
    /// The versions that the page was told of, in their order.
    func versions() async throws -> [Int] {
        try await value(
            "log.filter(entry => entry.what === 'change' && entry.version).map(entry => entry.version)",
            as: [Int].self
        )
    }

    fileprivate func setOffline(_ isOffline: Bool) async throws {
        try await browserCommand("Network.enable")
        try await browserCommand("Network.emulateNetworkConditions", Conditions(offline: isOffline))
    }

    private struct Conditions: Encodable, Sendable {
        let offline: Bool
        let latency = 0
        let downloadThroughput = -1
        let uploadThroughput = -1
    }
}
