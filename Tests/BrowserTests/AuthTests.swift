import TestSupport
import Testing

extension InBrowsers {
    /// The stand-in for Livefyre's `auth`, by itself: livefyre-protocol.md 13, statements 83 to 95.
    @Suite struct AuthTests {
        @Test func `forEachAuthentication is called at once, and what it is given logs in`() async throws {
            try await Stage.runAuth { stage, tab in
                try await tab.run(
                    """
                    window.calls = 0;
                    auth.delegate({ forEachAuthentication: authenticate => { calls += 1; window.authenticate = authenticate } });
                    window.callsAtOnce = calls;
                    authenticate({ livefyre: given[0] });
                    """,
                    try stage.credentials()
                )
                try await tab.until("auth.get('livefyre')?.get('displayName') === 'Ada Lovelace'")
                #expect(try await tab.number("callsAtOnce") == 1)
                #expect(try await tab.number("calls") == 1)
            }
        }

        @Test func `a login's events come in their order`() async throws {
            try await Stage.runAuth { stage, tab in
                try await tab.logIn(try stage.credentials())
                #expect(
                    try await tab.events() == [
                        "auth authenticate.livefyre", "auth authenticate", "auth login", "auth login.livefyre",
                    ]
                )
            }
        }

        @Test func `a delegate that calls back three times has called back once`() async throws {
            try await Stage.runAuth { stage, tab in
                try await tab.run(
                    """
                    auth.delegate({ login: finish => { finish(null, { livefyre: given[0] }); finish(new Error()); finish() } });
                    window.answers = [];
                    auth.login((error, credentials) => answers.push({ error, token: credentials?.livefyre.token }));
                    """,
                    try stage.credentials()
                )
                try await tab.until("log.some(entry => entry.what === 'auth login.livefyre')")
                let isOnce = try await tab.holds(
                    "answers.length === 1 && answers[0].error === null && answers[0].token"
                )
                #expect(isOnce)
                #expect(try await tab.events().contains("auth error") == false)
            }
        }

        @Test func `a login that failed says so and logs nobody in`() async throws {
            try await Stage.runAuth { _, tab in
                try await tab.run(
                    """
                    auth.delegate({ login: finish => finish(new Error('no')) });
                    auth.login(error => { window.error = error });
                    """
                )
                #expect(try await tab.events() == ["auth delegate", "auth error"])
                #expect(try await tab.text("error.message") == "no")
            }
        }

        @Test func `a logout needs a delegate with one`() async throws {
            try await Stage.runAuth { _, tab in
                let thrown = try await tab.text(
                    "(() => { try { auth.logout() } catch (error) { return error.message } })()"
                )
                #expect(thrown == "No logout auth delegate")
                try await tab.run("auth.logout(error => { window.error = error })")
                #expect(try await tab.text("error.message") == "No logout auth delegate")
            }
        }

        @Test func `a logout that failed keeps the reader and what is stored`() async throws {
            try await Stage.runAuth { stage, tab in
                try await tab.run("auth.delegate({ logout: finish => finish(new Error('not now')) })")
                try await tab.logIn(try stage.credentials())
                try await tab.run("auth.logout()")
                let events = try await tab.events()
                #expect(events.last == "auth error")
                #expect(events.contains("auth logout") == false)
                #expect(try await tab.text("auth.get('livefyre').get('displayName')") == "Ada Lovelace")
                #expect(try await tab.storedKeys() == ["fyre-auth", "fyre-authentication-creds"])
            }
        }

        @Test func `a login is stored until the network's token ends, and a logout removes it`() async throws {
            try await Stage.runAuth { stage, tab in
                try await tab.run("auth.delegate({ logout: finish => finish() })")
                try await tab.logIn(try stage.credentials())
                try await tab.run(
                    """
                    window.kept = JSON.parse(localStorage['fyre-auth']);
                    window.token = JSON.parse(localStorage['fyre-authentication-creds']);
                    """
                )
                let lateness = try await tab.number(
                    "Math.abs(kept.expiration - Date.now() - kept.value.token.ttl * 1000)"
                )
                #expect(try #require(lateness) < 2000)
                #expect(try await tab.holds("token.expiration === kept.expiration"))
                #expect(try await tab.holds("token.value === kept.value.token.value"))
                try await tab.run("auth.logout()")
                #expect(try await tab.storedKeys() == [])
                #expect(try await tab.holds("auth.get('livefyre') == null"))
            }
        }

        @Test func `a reload logs in from what is stored and asks nobody`() async throws {
            try await Stage.runAuth { stage, tab in
                try await tab.logIn(try stage.credentials())
                #expect(stage.networkDetour.count("GET", "/api/v3.0/auth") == 1)
                try await tab.reload()
                try await tab.untilReady()
                #expect(try await tab.text("auth.get('livefyre')?.get('displayName')") == "Ada Lovelace")
                #expect(stage.networkDetour.count("GET", "/api/v3.0/auth") == 1)
            }
        }

        @Test func `what is stored and over is removed at load and logs nobody in`() async throws {
            try await Stage.runAuth { stage, tab in
                try await tab.logIn(try stage.credentials())
                try await tab.run(
                    """
                    const kept = JSON.parse(localStorage['fyre-auth']);
                    localStorage['fyre-auth'] = JSON.stringify({ ...kept, expiration: Date.now() - 1 });
                    """
                )
                try await tab.reload()
                try await tab.untilReady()
                #expect(try await tab.holds("auth.get('livefyre') === undefined"))
                #expect(try await tab.storedKeys() == ["fyre-authentication-creds"])
            }
        }

        @Test func `a refused token is silent and leaves what was before it`() async throws {
            try await Stage.runAuth { stage, tab in
                try await tab.logIn(try stage.credentials())
                let before = try await tab.text("localStorage['fyre-auth']")
                let refused = ["token": "\(try stage.token("Eve")).x", "serverUrl": stage.network]
                try await tab.run(
                    """
                    log.length = 0;
                    auth.authenticate({ livefyre: given[0] });
                    const script = document.querySelector('script[src*="/api/v3.0/auth/"]');
                    await new Promise(resolve => { script.addEventListener('load', resolve); script.addEventListener('error', resolve) });
                    """,
                    refused
                )
                #expect(try await tab.events() == ["auth authenticate.livefyre", "auth authenticate"])
                #expect(try await tab.text("auth.get('livefyre').get('displayName')") == "Ada Lovelace")
                #expect(try await tab.text("localStorage['fyre-auth']") == before)
                #expect(try await tab.holds("auth.isAuthenticated()"))
            }
        }

        @Test func `a bare token asks the network's own host, and credentials with a server ask that one`() async throws
        {
            try await Stage.runAuth { stage, tab in
                // Looked at before an answer removes it.
                let ask = """
                    auth.authenticate({ livefyre: given[0] });
                    const { origin, pathname } = new URL([...document.querySelectorAll('script[src*="lftoken"]')].at(-1).src);
                    return origin + pathname;
                    """
                let bare = try await tab.run(ask, try stage.token(), as: String.self)
                #expect(bare == "https://labs.admin.fyre.co/api/v3.0/auth/")
                let directed = try await tab.run(ask, try stage.credentials(), as: String.self)
                #expect(directed == "\(stage.network)/api/v3.0/auth/")
            }
        }

        @Test func `a delegate of the generation before is adapted where fyre.conv is`() async throws {
            try await Stage.runAuth { stage, tab in
                try await tab.run(
                    """
                    window.cookies = 0;
                    window.old = { loginByCookie: () => { cookies += 1 }, login: () => {}, logout: handlers => handlers.success() };
                    auth.delegate(old);
                    window.cookiesWithout = cookies;
                    let heard;
                    window.fyre = { conv: { user: { on: (event, listener) => { heard = listener } } } };
                    auth.delegate(old);
                    heard(fyre.conv.user, null);
                    auth.logout(error => { window.loggedOut = !error });
                    """
                )
                #expect(try await tab.number("cookiesWithout") == 0)
                #expect(try await tab.number("cookies") == 1)
                #expect(try await tab.holds("loggedOut"))
            }
        }
    }
}
