import TestSupport
import Testing

extension InBrowsers {
    /// Browsers that keep locks, channels or attention from a page, and networks that answer for the service.
    @Suite struct StingyBrowserTests {
        static let refusals = [
            "no locks": "Object.defineProperty(Navigator.prototype, 'locks', { value: undefined });",
            "refused locks": "LockManager.prototype.request = async () => { \(refuses) };",
            "no channels": "delete window.BroadcastChannel;",
            "refused channels": "window.BroadcastChannel = function () { \(refuses) };",
            "no storage": "Object.defineProperty(window, 'localStorage', { get() { \(refuses) } });",
        ]
        private static let refuses = "throw new DOMException('not here', 'SecurityError')"

        @Test(arguments: refusals.keys.sorted())
        func `what a browser keeps from the page doesn't keep the name from the reader`(what: String) async throws {
            try await Stage.run { stage, devices in
                let tab = try await stage.open(on: devices[0], running: try #require(Self.refusals[what]))
                try await tab.signIn()
                try await tab.untilShown("Ada Lovelace")
                try await stage.rename("Ada L.", by: try await stage.hand())
                try await tab.untilShown("Ada L.")
                #expect(try await tab.count("error") == 0)
            }
        }

        @Test func `without locks a tab holds a stream while it is seen, and catches up when it is seen again`()
            async throws
        {
            try await Stage.run { stage, devices in
                let locks = try #require(Self.refusals["no locks"])
                let tab = try await stage.open(on: devices[0], running: locks + Self.attention)
                try await tab.signIn()
                try await tab.untilShown("Ada Lovelace")
                try await stage.untilStreams(1, in: tab)
                try await tab.run("look('hidden')")
                try await stage.untilStreams(0, in: tab)
                try await stage.rename("Ada L.", by: try await stage.hand())
                try await tab.run("look('visible')")
                try await tab.untilShown("Ada L.")
                try await stage.untilStreams(1, in: tab)
            }
        }

        @Test func `when no tab was seen for five minutes the stream ends, and comes back with the reader`()
            async throws
        {
            try await Stage.run { stage, devices in
                let tab = try await stage.open(on: devices[0], running: Self.attention)
                try await tab.signIn()
                try await tab.untilShown("Ada Lovelace")
                try await tab.run("look('hidden'); pass(299_000)")
                try await stage.rename("Ada L.", by: try await stage.hand())
                try await tab.untilShown("Ada L.")
                try await tab.run("pass(2_000)")
                try await stage.untilStreams(0, in: tab)
                try await stage.rename("Ada K. L.", by: try await stage.hand())
                try await tab.run("look('visible')")
                try await tab.untilShown("Ada K. L.")
                try await stage.untilStreams(1, in: tab)
            }
        }

        @Test func `a page that is rendered ahead asks nothing until it is seen`() async throws {
            try await Stage.run { stage, devices in
                let ahead = "Object.defineProperty(document, 'prerendering', { value: true, configurable: true });"
                let tab = try await stage.open(on: devices[0], running: ahead)
                #expect(try await tab.holds("nameplate.session === undefined"))
                #expect(stage.detour.count("GET", "/auth") == 0)
                try await tab.run("document.dispatchEvent(new Event('prerenderingchange'))")
                try await tab.until("nameplate.session === null")
            }
        }

        @Test func `only the service's own word signs a reader out`() async throws {
            try await Stage.run { stage, devices in
                let tab = try await stage.open(on: devices[0], running: Self.captive)
                try await tab.signIn()
                try await tab.untilShown("Ada Lovelace")
                try await tab.run("window.isCaptive = true")
                try await stage.rename("Ada L.", by: try await stage.hand())
                try await tab.untilNoted("error")
                #expect(try await tab.holds("nameplate.session.user.id === 'ada'"))
                try await tab.run("window.isCaptive = false")
                try await tab.untilShown("Ada L.")
                #expect(try await tab.count("signed-out") == 0)
            }
        }

        @Test func `a cycle's late answer leaves the next reader signed in`() async throws {
            try await Stage.run { stage, devices in
                try await stage.running.create("grace", name: "Grace Hopper")
                let tab = try await stage.open(on: devices[0])
                try await tab.signIn()
                try await tab.untilShown("Ada Lovelace")
                stage.detour.treat { $0.method == "POST" && $0.path == "/auth/cycle" ? .hold : .pass }
                try await stage.rename("Ada L.", by: try await stage.hand())
                try await stage.detour.until("POST", "/auth/cycle")
                try await tab.run("await nameplate.logout()")
                try await tab.run("window.next = nameplate.login({ user: 'grace', password: 'open-sesame' }); 0")
                // A login that doesn't wait for the cycle is over long before.
                try await tab.run("await Promise.race([next, new Promise(resolve => setTimeout(resolve, 1500))])")
                stage.detour.treat { _ in .pass }
                stage.detour.release()
                try await tab.run("await next")
                try await tab.untilShown("Grace Hopper")
                try await tab.reload()
                try await tab.untilReady()
                try await tab.untilShown("Grace Hopper")
            }
        }

        /// Lets a test look away from the page, and pass minutes for the timers that wait for them.
        private static let attention = """
            (({ setTimeout, clearTimeout, Date: { now } }) => {
            const waiting = new Map();
            let state = 'visible', skew = 0;
            Object.defineProperty(document, 'visibilityState', { get: () => state });
            Date.now = () => now() + skew;
            window.setTimeout = (work, delay, ...given) => {
              const timer = setTimeout(work, delay, ...given);
              if (delay > 60_000) waiting.set(timer, { due: Date.now() + delay, work: () => work(...given) });
              return timer;
            };
            window.clearTimeout = timer => { waiting.delete(timer); clearTimeout(timer); };
            window.look = next => { state = next; document.dispatchEvent(new Event('visibilitychange')); };
            window.pass = milliseconds => {
              skew += milliseconds;
              for (const [timer, { due, work }] of [...waiting]) {
                if (due <= Date.now()) { window.clearTimeout(timer); work(); }
              }
            };
            })(window);
            """

        /// As where a portal or a proxy answers what it likes, with success.
        private static let captive = """
            const fetched = window.fetch;
            window.fetch = (address, options) => window.isCaptive && /auth.(session|cycle)/.test(address)
              ? Promise.resolve(Response.json({ status: 'maintenance' })) : fetched(address, options);
            """
    }
}

extension Stage {
    /// Waits until so many streams are open, asking from the page.
    fileprivate func untilStreams(_ count: Int, in tab: Tab) async throws {
        let limit = ContinuousClock.now + .seconds(20)
        while detour.openStreams != count, ContinuousClock.now < limit { try await tab.run("0") }
        #expect(detour.openStreams == count)
    }
}
