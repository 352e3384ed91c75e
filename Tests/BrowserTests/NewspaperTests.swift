import TestSupport
import Testing

extension InBrowsers {
    /// The demo's newspaper, as two tabs of one reader show it.
    @Suite struct NewspaperTests {
        @Test func `a rename on the front page reaches the article in another tab, and the draft stays`() async throws {
            try await Stage.runDemo { stage, devices in
                let front = try await devices[0].open(stage.front)
                try await front.signInHere()
                let article = try await devices[0].open(stage.article)
                try await article.untilReader("Ada Lovelace")
                try await article.untilVisible(".fyre-editor textarea")
                try await article.type("half a th", into: ".fyre-editor textarea")
                try await article.run("window.box = document.querySelector('.fyre-editor textarea')")

                try await front.fill("#display-name", with: "Ada L.")
                try await front.click(inTheMiddle: "#rename [type='submit']")

                try await article.untilReader("Ada L.")
                try await article.until("document.querySelector('.fyre-user-name').textContent === 'Ada L.'")
                let arrival = try await article.text(of: "#arrival")
                let expected = /Your new name arrived here \d+ ms after the button was pressed in another tab\./
                #expect(arrival?.wholeMatch(of: expected) != nil, "\(arrival ?? "")")
                try await article.type("ought", into: ".fyre-editor textarea")
                #expect(try await article.text("box.value") == "half a thought")
                #expect(try await article.holds("box === document.querySelector('.fyre-editor textarea')"))

                try await front.untilReader("Ada L.")
                let own = try await front.text(of: "#arrival")
                let here = /Your new name arrived here \d+ ms after you pressed the button\./
                #expect(own?.wholeMatch(of: here) != nil, "\(own ?? "")")
                #expect(try await front.text(of: "#version") == "2")
                #expect(try await front.text(of: "#claim") == "Ada L.")
                try await front.until("#deliveries", says: "labs.fyre.co")
            }
        }

        @Test func `a name that is refused is explained beside the field, and nothing typed is lost`() async throws {
            try await Stage.runDemo { stage, devices in
                let front = try await devices[0].open(stage.front)
                try await front.signInHere()
                try await front.untilVisible("#display-name")
                let long = String(repeating: "a", count: 51)
                try await front.fill("#display-name", with: long)
                try await front.click(inTheMiddle: "#rename [type='submit']")
                try await front.until("#display-name-error", says: "more than 50 characters")
                #expect(try await front.value(of: "#display-name") == long)
                #expect(try await front.hasFocus("#display-name"))
                #expect(try await front.text(of: "#reader-name") == "Ada Lovelace")
                #expect(try await front.text(of: "#arrival") == "")
            }
        }

        @Test func `the header's dialog keeps what was typed, explains itself, and can be left`() async throws {
            try await Stage.runDemo { stage, devices in
                let front = try await devices[0].open(stage.front)
                try await front.untilNobody()
                try await front.click("#sign-in")
                try await front.refuseWrongPassword()
                try await front.press("\u{E00C}")
                try await front.until("!document.querySelector('dialog')")
                #expect(try await front.hasFocus("#sign-in"))

                try await front.click("#sign-in")
                try await front.click(".nameplate-login [type='button']")
                try await front.until("!document.querySelector('dialog')")
                #expect(try await front.hasFocus("#sign-in"))

                try await front.click("#sign-in")
                try await front.fillLogin(in: ".nameplate-login", user: "ada", password: "open-sesame")
                try await front.untilReader("Ada Lovelace")
                #expect(try await front.holds("document.querySelector('dialog')") == false)
                #expect(try await front.hasFocus("#reader-account"))
            }
        }

        @Test func `the comments' login button opens the dialog too`() async throws {
            try await Stage.runDemo { stage, devices in
                let article = try await devices[0].open(stage.article)
                try await article.untilVisible(".fyre-login")
                try await article.click(inTheMiddle: ".fyre-login")
                try await article.refuseWrongPassword()
                try await article.press("\u{E00C}")
                try await article.until(".fyre-error", says: "The login was cancelled.")
                #expect(try await article.hasFocus(".fyre-login"))

                try await article.click(inTheMiddle: ".fyre-login")
                try await article.fillLogin(in: ".nameplate-login", user: "ada", password: "open-sesame")
                try await article.until("document.querySelector('.fyre-user-name')?.textContent === 'Ada Lovelace'")
                try await article.untilReader("Ada Lovelace")
                #expect(try await article.holds("document.querySelector('dialog')") == false)
            }
        }

        @Test func `signing out says so in each tab, and the comments follow`() async throws {
            try await Stage.runDemo { stage, devices in
                let front = try await devices[0].open(stage.front)
                try await front.signInHere()
                let article = try await devices[0].open(stage.article)
                try await article.untilVisible(".fyre-editor")
                try await front.click("#sign-out")
                for tab in [front, article] {
                    try await tab.untilNotice("You signed out.")
                    try await tab.untilNobody()
                }
                try await article.untilVisible(".fyre-login")
                #expect(try await article.holds("document.querySelector('.fyre-editor')") == false)
                #expect(try await front.hasFocus("#sign-in"))
                try await front.signInHere()
                for tab in [front, article] { try await tab.untilHidden(".notice.is-shown") }
            }
        }

        @Test func `another reader is offered to the other tab, which may stay as it is`() async throws {
            try await Stage.runDemo { stage, devices in
                try await stage.running.create("grace", name: "Grace Hopper")
                try await stage.running.create("alan", name: "Alan Turing")
                let article = try await devices[0].open(stage.article)
                try await article.signInHere()
                try await article.untilVisible(".fyre-editor textarea")
                try await article.type("as Ada", into: ".fyre-editor textarea")
                let front = try await devices[0].open(stage.front)
                try await front.untilReader("Ada Lovelace")
                try await front.signInHere("grace")
                try await front.untilReader("Grace Hopper")

                try await article.untilNotice("signed in in another tab. This page still belongs to")
                try await article.click(".notice.is-shown .actions button:last-child")
                try await article.untilHidden(".notice.is-shown")
                #expect(try await article.text(of: "#reader-name") == "Ada Lovelace")
                #expect(try await article.value(of: ".fyre-editor textarea") == "as Ada")

                try await front.signInHere("alan")
                try await article.untilNotice("Alan Turing")
                try await article.click(".notice.is-shown .actions button:first-child")
                try await article.untilReader("Alan Turing")
                try await article.until("document.querySelector('.fyre-user-name')?.textContent === 'Alan Turing'")
                #expect(try await article.value(of: ".fyre-editor textarea") == "")
            }
        }

        @Test func `without the network's script the article says so, and the rest works`() async throws {
            try await Stage.runDemo { stage, devices in
                stage.networkDetour.treat { $0.path == "/Livefyre.js" ? .drop : .pass }
                let article = try await devices[0].open(stage.article)
                try await article.until("#comments [role=status]", says: "The comments can’t be shown just now.")
                try await article.signInHere()
                try await article.untilReader("Ada Lovelace")
                try await stage.rename("Ada L.", by: stage.hand())
                try await article.untilReader("Ada L.")
                try await article.until("#arrival", says: "arrived here from outside this browser, as version 2.")

                stage.networkDetour.treat { _ in .pass }
                try await article.click(inTheMiddle: "#comments button")
                try await article.until("document.querySelector('.fyre-user-name')?.textContent === 'Ada L.'")
            }
        }
    }
}

extension Tab {
    /// Gives the dialog a wrong password, and looks at how it says so.
    fileprivate func refuseWrongPassword() async throws {
        try await untilVisible(".nameplate-login")
        #expect(try await hasFocus(".nameplate-login [name='user']"))
        try await fillLogin(in: ".nameplate-login", user: "ada", password: "sesame")
        try await until(".nameplate-login [role=alert]", says: "The user or the password is wrong")
        #expect(try await value(of: ".nameplate-login [name='user']") == "ada")
        #expect(try await hasFocus(".nameplate-login [name='password']"))
        let describes = """
            [...document.querySelectorAll('.nameplate-login input')].every(input => \
            document.getElementById(input.getAttribute('aria-describedby')).role === 'alert')
            """
        #expect(try await holds(describes))
    }
}
