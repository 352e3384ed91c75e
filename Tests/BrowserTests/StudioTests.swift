import TestSupport
import Testing

extension InBrowsers {
    /// Studio, where the network shows what it was told and when.
    @Suite struct StudioTests {
        @Test func `a rename appears live, in seven timed steps with its version and both names`() async throws {
            try await Stage.runDemo { stage, devices in
                let studio = try await stage.openStudio(on: devices[0])
                let hand = try await stage.hand()
                try await stage.rename("Ada L.", by: hand)
                try await studio.until("#runs > li:first-child .tag", says: "version 2")
                try await studio.until("document.querySelectorAll('#runs > li:first-child .done').length === 7")
                let names = try await studio.steps(".step-name")
                #expect(
                    names == [
                        "Ping received", "Acknowledged", "Processed", "Queued", "Pull executed", "Customer answered",
                        "Profile updated",
                    ]
                )
                let times = try await studio.steps(".step-time")
                #expect(times.first == "0 ms")
                for time in times.dropFirst() { #expect(time.wholeMatch(of: /(\+[\d,]+|0) ms/) != nil, "\(time)") }
                #expect(try await studio.text(of: "#runs > li:first-child .before") == "Ada Lovelace")
                #expect(try await studio.text(of: "#runs > li:first-child .names strong") == "Ada L.")
                try await studio.until("#runs > li:first-child .run-outcome strong", says: "ms in all")
            }
        }

        @Test func `users can be searched, and each has a page of their own runs`() async throws {
            try await Stage.runDemo { stage, devices in
                try await stage.running.create("grace", name: "Grace Hopper")
                let studio = try await stage.openStudio(on: devices[0])
                try await studio.until("#users-count", says: "2 users")
                try await studio.fill("#search", with: "hop")
                try await studio.until("#users-count", says: "1 user")
                #expect(try await studio.text(of: "#users th a") == "Grace Hopper")
                try await studio.fill("#search", with: "nobody")
                try await studio.until("#users-count", says: "No user fits.")
                try await studio.fill("#search", with: "")
                try await studio.until("#users-count", says: "2 users")

                try await stage.rename("Ada L.", by: stage.hand())
                // In one go, since the table is drawn anew with each piece of news.
                try await studio.run("document.querySelector(`#users a[href='#user/ada']`).click()")
                try await studio.until("#user-name", says: "Ada L.")
                #expect(try await studio.hasFocus("#user-name"))
                try await studio.until("document.querySelectorAll('#user-runs > li').length === 2")
                try await studio.untilHidden("a[href='#user/grace']")
                try await studio.until("#user-profile", says: #""display_name": "Ada L.""#)
                try await stage.rename("Ada K. L.", by: stage.hand())
                try await studio.until("document.querySelectorAll('#user-runs > li').length === 3")
                try await studio.back()
                try await studio.untilVisible("#users-table")
            }
        }
    }
}

extension Stage {
    fileprivate func openStudio(on device: Device) async throws -> Tab {
        let tab = try await device.open(studio)
        try await tab.until("#connection", says: "live")
        try await tab.untilVisible("#users-table")
        return tab
    }
}

extension Tab {
    /// The texts of one part of each step of the newest run.
    fileprivate func steps(_ part: String) async throws -> [String] {
        try await value(
            "[...document.querySelectorAll('#runs > li:first-child .steps \(part)')].map(part => part.textContent)",
            as: [String].self
        )
    }
}
