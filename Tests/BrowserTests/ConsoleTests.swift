import TestSupport
import Testing

extension InBrowsers {
    /// The console of whoever runs the service.
    @Suite struct ConsoleTests {
        @Test func `only an API key opens it, and locking it forgets the key`() async throws {
            try await Stage.runDemo { stage, devices in
                let tab = try await devices[0].open(stage.console)
                try await tab.fill("#key", with: "not-a-key-of-this-service-0123456789")
                try await tab.press("\u{E007}")
                try await tab.until("#unlock-error", says: "none of the service’s API keys")
                #expect(try await tab.holds("!\(Tab.isVisible("#unlocked"))"))
                try await tab.unlock()
                try await tab.go(stage.console)
                try await tab.untilVisible("#networks li")
                try await tab.click("#lock")
                try await tab.untilVisible("#unlock")
                #expect(
                    try await tab.holds("sessionStorage.length === 0 && !document.body.textContent.includes('labs')")
                )
            }
        }

        @Test func `a user's timeline tells in plain words who changed what, and what the network made of it`()
            async throws
        {
            try await Stage.runDemo { stage, devices in
                try await stage.running.create("adam", name: "Adam Smith")
                try await stage.rename("Ada L.", by: stage.hand())
                let tab = try await devices[0].open(stage.console)
                try await tab.unlock()
                try await tab.fill("#user", with: "ada")
                try await tab.press("\u{E007}")
                try await tab.until("document.querySelectorAll('#found li').length === 2")
                try await tab.until("#timeline-title", says: "ada")
                // What is written a moment after the answer may be there only when it is asked for again.
                try await tab.until(
                    """
                    (document.querySelector('#entries').innerText.includes('read version 2') \
                    || (document.querySelector('#found button').click(), false))
                    """
                )
                let said = try await tab.text("document.querySelector('#entries').innerText") ?? ""
                #expect(said.contains("Changed (version 2) by the reader: display name"), "\(said)")
                #expect(said.contains(/Ping for version 2 to labs\.fyre\.co: 200 in \d+ ms/), "\(said)")
                #expect(said.contains("Created (version 1) by the site’s backend"), "\(said)")
                #expect(try await tab.text(of: "#states")?.contains("2 was read") == true)
                try await tab.fill("#user", with: "nobody-")
                try await tab.press("\u{E007}")
                try await tab.until("#found-status", says: "No user’s id or name begins with “nobody-”.")
            }
        }

        @Test func `a user is found by the beginning of a name, in any case, and opened by it`() async throws {
            try await Stage.runDemo { stage, devices in
                try await stage.running.create("u-1815", name: "Augusta Byron")
                let tab = try await devices[0].open(stage.console)
                try await tab.unlock()
                try await tab.fill("#user", with: "augUSTA b")
                try await tab.press("\u{E007}")
                try await tab.until("document.querySelectorAll('#found li').length === 1")
                #expect(try await tab.text(of: "#found li") == "u-1815 Augusta Byron")
                try await tab.click("#found button")
                try await tab.until("#timeline-title", says: "u-1815")
                // It stands for itself.
                try await tab.fill("#user", with: "%")
                try await tab.press("\u{E007}")
                try await tab.until("#found-status", says: "No user’s id or name begins with “%”.")
            }
        }

        @Test func `a network is paused and resumed there, after a question, and nothing is lost`() async throws {
            try await Stage.runDemo { stage, devices in
                let hand = try await stage.hand()
                let tab = try await devices[0].open(stage.console)
                try await tab.unlock()
                try await tab.click("#networks button")
                try await tab.untilVisible("#confirm")
                try await tab.click("#confirm [value=no]")
                #expect(try await tab.text(of: "#networks .badge") == "sending")
                try await tab.click("#networks button")
                try await tab.click("#yes")
                try await tab.until("#networks .badge", says: "paused")
                try await stage.rename("Ada L.", by: hand)
                try await tab.until("#networks .facts", says: "Owed1")
                try await tab.click("#networks button")
                try await tab.until("#question", says: "Send to labs.fyre.co again?")
                try await tab.click("#yes")
                try await tab.until("#networks .badge", says: "sending")
                try await tab.until("#networks .facts", says: "Owed0")
                let studio = try await devices[0].open(stage.studio + "#user/ada")
                try await studio.until("#user-profile", says: #""display_name": "Ada L.""#)
            }
        }
    }
}

extension Tab {
    fileprivate func unlock() async throws {
        try await fill("#key", with: Backend.key)
        try await press("\u{E007}")
        try await untilVisible("#networks li")
    }
}
