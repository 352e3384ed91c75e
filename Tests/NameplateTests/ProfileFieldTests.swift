import Nameplate
import Testing

struct ProfileFieldTests {
    @Test(
        arguments: [
            (#"{"display_name":5}"#, "display_name"), (#"{"display_name":"\u0007x"}"#, "display_name"),
            (#"{"name":"Ada"}"#, "name"), (#"{"name":{"first":5}}"#, "name.first"),
            (#"{"name":{"last":"a\nb"}}"#, "name.last"),
            (#"{"email":true}"#, "email"), (#"{"image_url":"/a.png"}"#, "image_url"),
            (#"{"image_url":1}"#, "image_url"),
            (#"{"profile_url":"javascript:alert(1)"}"#, "profile_url"), (#"{"settings_url":""}"#, "settings_url"),
            (#"{"bio":[]}"#, "bio"), (#"{"bio":"a\u0000"}"#, "bio"), (#"{"location":"a\nb"}"#, "location"),
            (#"{"location":"\u202e"}"#, "location"), (#"{"tags":"a"}"#, "tags"), (#"{"tags":[1]}"#, "tags[0]"),
            (#"{"tags":["a","b c"]}"#, "tags[1]"), (#"{"tags":["a",""]}"#, "tags[1]"), (#"{"tags":["é"]}"#, "tags[0]"),
            (#"{"tags":["a","a"]}"#, "tags"), (#"{"websites":["http://a","x"]}"#, "websites[1]"),
            (#"{"websites":["http://a","http://b","http://c"]}"#, "websites"), (#"{"websites":{"a":1}}"#, "websites"),
            (#"{"email_notifications":"never"}"#, "email_notifications"),
            (#"{"email_notifications":{"likes":"daily"}}"#, "email_notifications.likes"),
            (#"{"email_notifications":{"likes":true}}"#, "email_notifications.likes"),
            (#"{"email_notifications":{"moderator_flags":"often"}}"#, "email_notifications.moderator_flags"),
            (#"{"display_rules":[]}"#, "display_rules"), (#"{"display_rules":{"bio":"true"}}"#, "display_rules.bio"),
            (#"{"autofollow_conversations":"true"}"#, "autofollow_conversations"), (#"{"moderator":1}"#, "moderator"),
            (#"{"gravatar_disabled":0}"#, "gravatar_disabled"), (#"{"disabled":"no"}"#, "disabled"),
        ])
    func `a member of the wrong form is refused by its path`(patch: String, path: String) {
        #expect(errors(in: patch).map(\.field) == [path])
    }

    @Test func `texts have their longest`() {
        func errorCount(_ member: String, _ count: Int) -> Int {
            errors(in: [member: .string(String(repeating: "é", count: count))], by: .backend).count
        }
        for (member, longest) in [("bio", 4000), ("location", 255), ("display_name", 50)] {
            #expect(errorCount(member, longest) == 0)
            #expect(errorCount(member, longest + 1) == 1)
        }
    }

    @Test func `a tag has 1 to 63 letters, digits or underscores, and a profile at most 100`() {
        #expect(errors(in: ["tags": .array([.string(String(repeating: "a", count: 63))])], by: .backend).isEmpty)
        #expect(errors(in: ["tags": .array([.string(String(repeating: "a", count: 64))])], by: .backend).count == 1)
        let tags = (0..<101).map { JSONValue.string("t\($0)") }
        #expect(errors(in: ["tags": .array(Array(tags.prefix(100)))], by: .backend).isEmpty)
        #expect(errors(in: ["tags": .array(tags)], by: .backend).map(\.field) == ["tags"])
    }

    @Test(arguments: ["ada@example.com", "a.b+c@x.y.co", "ADA@EXAMPLE.COM"])
    func `e-mail addresses are taken`(address: String) {
        #expect(errors(in: ["email": .string(address)], by: .backend).isEmpty)
    }

    @Test(arguments: [
        "", "ada", "ada@", "@x.co", "ada@x", "a@b@c.d", "ada@.co", "ada@x.", "a b@x.co", "ada@x.co\n", "é@x.co",
    ])
    func `what is no e-mail address is refused`(address: String) {
        #expect(errors(in: ["email": .string(address)], by: .backend).map(\.field) == ["email"])
    }

    @Test func `a short text is cut, put into NFC, and unset when empty`() throws {
        let fields = try fields(#"{"display_name":"Ada","location":" Que\u0301bec ","bio":"  "}"#)
        #expect(fields.location.map { Array($0.utf8) } == Array("Québec".utf8))
        #expect(fields.bio == nil)
    }

    @Test func `a bio may have lines`() throws {
        #expect(try fields(#"{"display_name":"Ada","bio":"One\nTwo"}"#).bio == "One\nTwo")
    }

    @Test func `a kind of notification that is unset is never`() throws {
        let before = try fields(#"{"display_name":"Ada","email_notifications":{"likes":"often"}}"#)
        let after = try change(#"{"email_notifications":{"likes":null}}"#).applied(to: before)
        #expect(after.emailNotifications == EmailNotifications())
    }
}
