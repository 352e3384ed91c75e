import TestSupport
import Testing

extension InBrowsers {
    /// The part of the account page that says where the reader is signed in.
    @Suite struct AccountSessionTests {
        @Test func `one session can be ended, and its device says so at once`() async throws {
            try await Stage.runDemo(devices: 2) { stage, devices in
                let far = try await stage.openAccount(on: devices[1])
                let near = try await stage.openAccount(on: devices[0])
                try await near.until("document.querySelectorAll('#sessions li').length === 2")
                #expect(try await near.text(of: "#sessions li:first-child .badge") == "This device")
                #expect(try await near.holds("document.querySelectorAll('#sessions .badge').length === 1"))
                #expect(try await near.text(of: "#sessions strong")?.hasPrefix("Chrom") == true)

                try await far.run("document.querySelector('#display-name').focus()")
                try await near.click(inTheMiddle: "#sessions li:last-child button")
                try await near.until("#sessions-status", says: "is signed out.")
                try await near.until("document.querySelectorAll('#sessions li').length === 1")
                try await near.untilHidden("#end-others")
                #expect(try await near.hasFocus("#sessions-title"))
                try await far.untilNotice("This session was ended.")
                try await far.untilNobody()
                #expect(try await far.hasFocus("#sign-in"))
                #expect(try await far.value(of: "#display-name") == "Ada Lovelace", "lost to whoever signs in again")
            }
        }

        @Test func `all other devices are signed out together`() async throws {
            try await Stage.runDemo(devices: 2) { stage, devices in
                let far = try await stage.openAccount(on: devices[1])
                let near = try await stage.openAccount(on: devices[0])
                try await near.untilVisible("#end-others")
                try await near.click(inTheMiddle: "#end-others")
                try await near.until("#sessions-status", says: "All other devices are signed out.")
                try await far.untilNobody()
                try await near.until("document.querySelectorAll('#sessions li').length === 1")
                try await near.reload()
                try await near.untilReader("Ada Lovelace")
            }
        }

        @Test func `signing out everywhere holds on each device, also after a reload`() async throws {
            try await Stage.runDemo(devices: 2) { stage, devices in
                let far = try await stage.openAccount(on: devices[1])
                let near = try await stage.openAccount(on: devices[0])
                try await near.untilVisible("#end-all")
                try await near.click(inTheMiddle: "#end-all")
                try await near.untilNotice("You signed out everywhere.")
                try await far.untilVisible(".notice.is-shown[data-kind=reader]")
                for tab in [near, far] {
                    try await tab.untilNobody()
                    #expect(try await tab.value(of: "#display-name") == "", "left behind for the next reader")
                    try await tab.reload()
                    try await tab.untilNobody()
                }
            }
        }
    }
}
