import NIOHTTP1
import Nameplate
import TestSupport
import Testing

extension InBrowsers {
    /// The reader's account page.
    @Suite struct AccountTests {
        static let texts = [
            "#display-name": "Ada L.", "#name-first": "Ada", "#name-middle": "King", "#name-last": "Lovelace",
            "#name-formatted": "Countess of Lovelace", "#location": "London", "#bio": "Numbers.\nAnd poetry.",
            "#website-1": "https://ada.example/", "#website-2": "https://engine.example/",
            "#image-url": "https://ada.example/ada.png",
        ]

        static let choices = [
            "#gravatar-disabled": "true", "#shows-name": "true", "#shows-image": "false", "#shows-bio": "true",
            "#shows-location": "false", "#shows-gender": "true", "#shows-remote-profile-url": "false",
            "#mail-comments": "often", "#mail-replies": "immediately", "#mail-likes": "never",
            "#mail-moderator-comments": "often", "#mail-moderator-flags": "immediately", "#autofollow": "false",
        ]

        @Test func `all fields are saved, and shown again after a reload`() async throws {
            try await Stage.runDemo { stage, devices in
                let tab = try await stage.openAccount(on: devices[0])
                for (field, text) in Self.texts { try await tab.fill(field, with: text) }
                try await tab.click(inTheMiddle: "#chooses-mail")
                for (field, choice) in Self.choices {
                    try await tab.click(inTheMiddle: "\(field) option[value='\(choice)']")
                }
                try await tab.until("#saved", says: "There are changes that aren’t saved yet.")
                try await tab.save(saying: "Saved, as version 2.")
                try await tab.until("#deliveries", says: "labs.fyre.co")
                try await tab.untilReader("Ada L.")

                let profile = try await stage.hand().call(.GET, "/profile")
                for (path, text) in [
                    "display_name": "Ada L.", "name.first": "Ada", "name.middle": "King", "name.last": "Lovelace",
                    "name.formatted": "Countess of Lovelace", "location": "London", "bio": "Numbers.\nAnd poetry.",
                    "websites.0": "https://ada.example/", "websites.1": "https://engine.example/",
                    "image_url": "https://ada.example/ada.png", "email_notifications.comments": "often",
                    "email_notifications.replies": "immediately", "email_notifications.likes": "never",
                    "email_notifications.moderator_comments": "often",
                    "email_notifications.moderator_flags": "immediately",
                ] {
                    #expect(profile.string("profile.\(path)") == text, "\(path)")
                }
                for (path, choice) in [
                    "gravatar_disabled": true, "display_rules.name": true, "display_rules.image": false,
                    "display_rules.bio": true, "display_rules.location": false, "display_rules.gender": true,
                    "display_rules.remote_profile_url": false, "autofollow_conversations": false,
                ] {
                    #expect(profile["profile.\(path)"] == .bool(choice), "\(path)")
                }

                try await tab.reload()
                try await tab.untilVisible("#profile")
                for (field, text) in Self.texts.merging(Self.choices, uniquingKeysWith: { $1 }) {
                    #expect(try await tab.value(of: field) == text, "\(field)")
                }
            }
        }

        static let refused = [
            (String(repeating: "a", count: 51), "more than 50 characters"),
            ("   ", "must not be empty"),
            ("Ada &amp; Co", "HTML entity"),
            ("Ada \u{202E}ecalevoL", "turns the direction of text around"),
        ]

        @Test func `a name that can't be is explained beside the field, and nothing is lost from the form`()
            async throws
        {
            try await Stage.runDemo { stage, devices in
                let tab = try await stage.openAccount(on: devices[0])
                try await tab.fill("#location", with: "London")
                for (name, explanation) in Self.refused {
                    try await tab.fill("#display-name", with: name)
                    try await tab.click(inTheMiddle: "#profile [type='submit']")
                    try await tab.until("#display-name-error", says: explanation)
                    #expect(try await tab.isMarkedWrong("#display-name"))
                    #expect(try await tab.hasFocus("#display-name"))
                    #expect(try await tab.value(of: "#display-name") == name)
                    #expect(try await tab.value(of: "#location") == "London")
                    #expect(try await tab.text(of: "#reader-name") == "Ada Lovelace")
                }
                try await tab.fill("#display-name", with: "Ada L.")
                #expect(try await tab.isMarkedWrong("#display-name") == false)
                try await tab.save(saying: "Saved, as version 2.")
                #expect(try await tab.text(of: "#display-name-error") == "")
            }
        }

        @Test func `names of any script are taken as they are`() async throws {
            try await Stage.runDemo { stage, devices in
                let tab = try await stage.openAccount(on: devices[0])
                for (name, stored) in [
                    ("Ada 👩🏽‍🚀🇬🇧", "Ada 👩🏽‍🚀🇬🇧"), ("ﻋﺎﺩﺓ عائدة", "ﻋﺎﺩﺓ عائدة"),
                    ("Ame\u{301}lie Z\u{306}", "Am\u{E9}lie Z\u{306}"),
                ] {
                    try await tab.fill("#display-name", with: name)
                    try await tab.save(saying: "Saved")
                    try await tab.untilReader(stored)
                    #expect(try await tab.value(of: "#display-name") == stored)
                    try await tab.untilHidden("#display-name-error")
                }
                #expect(
                    try await tab.text("getComputedStyle(document.querySelector('#reader-name')).direction") == "ltr"
                )
            }
        }

        @Test func `an address that gives no picture is told of beside the field`() async throws {
            try await Stage.runDemo { stage, devices in
                let tab = try await stage.openAccount(on: devices[0])
                try await tab.fill("#image-url", with: "https://127.0.0.1:\(try FreePort.find())/ada.png")
                try await tab.until("#image-url-state", says: "No picture comes from this address.")
                try await tab.untilHidden("#preview img")
                #expect(try await tab.text(of: "#preview .initial") == "A")
                try await tab.fill("#image-url", with: "my picture")
                try await tab.click(inTheMiddle: "#profile [type='submit']")
                try await tab.until("document.querySelector('#image-url-error')?.textContent")
                #expect(try await tab.isMarkedWrong("#image-url"))
                #expect(try await tab.value(of: "#image-url") == "my picture")
                try await tab.fill("#image-url", with: "")
                try await tab.until("#image-url-state", says: "the first letter of your name stands for you")
            }
        }

        @Test func `what isn't saved yet survives a change from another device`() async throws {
            try await Stage.runDemo { stage, devices in
                let tab = try await stage.openAccount(on: devices[0])
                try await tab.fill("#location", with: "London")
                let hand = try await stage.hand()
                let change = #"{"display_name":"Ada L.","location":"Surrey","bio":"Numbers."}"#
                #expect(try await hand.call(.PATCH, "/profile", change).status == 200)
                try await tab.untilReader("Ada L.")
                try await tab.until("document.querySelector('#bio').value === 'Numbers.'")
                #expect(try await tab.value(of: "#display-name") == "Ada L.")
                #expect(try await tab.value(of: "#location") == "London")
                try await tab.save(saying: "Saved, as version 3.")
                let stored = try await hand.call(.GET, "/profile")
                #expect(stored.string("profile.location") == "London")
                #expect(stored.string("profile.bio") == "Numbers.")
            }
        }

        @Test func `a new password needs the old one, and signs the other devices out`() async throws {
            try await Stage.runDemo(devices: 2) { stage, devices in
                let near = try await stage.openAccount(on: devices[0])
                let far = try await stage.openAccount(on: devices[1])
                try await near.fill("#current", with: "sesame")
                try await near.fill("#new", with: "open-barley")
                try await near.click(inTheMiddle: "#password [type='submit']")
                try await near.until("document.querySelector('#current-error')?.textContent")
                #expect(try await near.isMarkedWrong("#current"))
                #expect(try await near.value(of: "#new") == "open-barley")

                try await near.fill("#current", with: "open-sesame")
                try await near.click(inTheMiddle: "#password [type='submit']")
                try await near.until("#password-changed", says: "Your password is changed")
                #expect(try await near.value(of: "#new") == "")
                try await far.untilNotice("Your password was changed on another device.")
                try await far.untilNobody()
                try await near.until("document.querySelectorAll('#sessions li').length === 1")
                let browser = Browser(stage.running.base, origin: stage.service)
                #expect(try await browser.signIn(password: "open-sesame").status == 401)
                #expect(try await browser.signIn(password: "open-barley").status == 200)
            }
        }
    }
}

extension Tab {
    fileprivate func save(saying text: String) async throws {
        try await click(inTheMiddle: "#profile [type='submit']")
        try await until("#saved", says: text)
    }

    /// Whether assistive technology is told that the field is wrong, and where the reason stands.
    fileprivate func isMarkedWrong(_ field: String) async throws -> Bool {
        try await run(
            """
            const field = document.querySelector(given[0]);
            const reason = document.getElementById(`${field.id}-error`);
            return field.getAttribute('aria-invalid') === 'true' && reason.textContent !== ''
              && field.getAttribute('aria-describedby').split(' ').includes(reason.id);
            """,
            field,
            as: Bool.self
        )
    }
}
