import Nameplate
import Testing

struct ProfileChangeTests {
    @Test func `what is absent stays, what is null is unset, what is there is set`() throws {
        let before = try fields(#"{"display_name":"Ada","bio":"x","location":"London","moderator":true}"#)
        let after = try change(#"{"bio":null,"location":"Paris"}"#).applied(to: before)
        #expect(after.bio == nil)
        #expect(after.location == "Paris")
        #expect(after.moderator == true)
        #expect(after.displayName.text == "Ada")
    }

    @Test func `objects merge and arrays replace`() throws {
        let before = try fields(
            #"{"display_name":"Ada","name":{"first":"Ada","last":"L"},"tags":["a","b"],"websites":["http://a"],"#
                + #""email_notifications":{"likes":"often"},"display_rules":{"bio":true,"name":false}}"#
        )
        let after = try change(
            #"{"name":{"last":null,"middle":"K"},"tags":["c"],"websites":[],"email_notifications":{"replies":"immediately"},"#
                + #""display_rules":{"bio":null}}"#
        ).applied(to: before)
        #expect(after.name?.first == "Ada")
        #expect(after.name?.middle == "K")
        #expect(after.name?.last == nil)
        #expect(after.tags == ["c"])
        #expect(after.websites == [])
        #expect(after.emailNotifications?.likes == .often)
        #expect(after.emailNotifications?.replies == .immediately)
        #expect(after.displayRules?.bio == nil)
        #expect(after.displayRules?.name == false)
    }

    @Test func `an object whose last member goes is unset`() throws {
        let before = try fields(#"{"display_name":"Ada","name":{"first":"Ada"},"display_rules":{"bio":true}}"#)
        let after = try change(#"{"name":{"first":null},"display_rules":{"bio":null}}"#).applied(to: before)
        #expect(after.name == nil)
        #expect(after.displayRules == nil)
    }

    @Test func `every member can be unset but the name`() throws {
        for field in ProfileField.allCases {
            let errors = errors(in: #"{"\#(field.rawValue)":null}"#)
            #expect(errors.map(\.field) == (field == .displayName ? ["display_name"] : []))
        }
    }

    @Test func `an edit that changes nothing leaves equal fields`() throws {
        let before = try fields(Self.whole)
        #expect(try change(Self.whole).applied(to: before) == before)
        #expect(try change("{}").applied(to: before) == before)
        #expect(try change(#"{"display_name":"  Zoe\u0308 "}"#).applied(to: before) == before)
        #expect(before.fieldsChanged(from: before).isEmpty)
    }

    @Test func `the fields that differ are named, in their order`() throws {
        let before = try fields(Self.whole)
        let bare = try fields(#"{"display_name":"Other"}"#)
        #expect(bare.fieldsChanged(from: before) == ProfileField.allCases)
        let after = try change(#"{"tags":null,"bio":"new","disabled":true}"#).applied(to: before)
        #expect(after.fieldsChanged(from: before) == [.bio, .tags])
    }

    @Test func `an unknown member is refused by its name, with what was meant`() {
        #expect(
            errors(in: #"{"displayname":"Ada"}"#)
                == [FieldError("displayname", "There is no such member. Did you mean 'display_name'?")]
        )
        #expect(errors(in: #"{"password":"x"}"#) == [FieldError("password", "There is no such member.")])
        #expect(errors(in: #"{"name":{"nick":"x"}}"#).map(\.field) == ["name.nick"])
        #expect(errors(in: #"{"email_notifications":{"all":"never"}}"#).map(\.field) == ["email_notifications.all"])
    }

    @Test func `readers may set their own members alone`() throws {
        let readers: Set<ProfileField> = [
            .displayName, .name, .imageURL, .bio, .location, .websites, .emailNotifications, .displayRules,
            .autofollowConversations, .gravatarDisabled,
        ]
        let members = members(Self.whole)
        for field in ProfileField.allCases {
            let one = try [field.rawValue: #require(members[field.rawValue])]
            #expect(throws: Never.self) { try ProfileChange(patch: one, by: .backend) }
            let errors = errors(in: one, by: .reader)
            let refused = [FieldError(field.rawValue, "Only the site's backend may set this member.")]
            #expect(errors == (readers.contains(field) ? [] : refused))
        }
    }

    @Test func `all wrong members are told together, by name`() {
        let wrong = errors(in: #"{"tags":"x","bio":5,"zzzzzzzz":1,"display_name":"","location":"fine"}"#)
        #expect(wrong.map(\.field) == ["bio", "display_name", "tags", "zzzzzzzz"])
    }

    @Test func `a new profile needs a name, and nothing else`() throws {
        #expect(throws: InvalidFields([FieldError("display_name", "It is needed.")])) {
            try change(#"{"bio":"x"}"#).fieldsOfNewProfile()
        }
        #expect(throws: InvalidFields.self) { try ProfileFields(whole: [:]) }
        #expect(try fields(#"{"display_name":"Ada"}"#) == ProfileFields(displayName: DisplayName("Ada")))
    }

    @Test func `an erased user keeps nothing but the name of all erased`() throws {
        let name = try DisplayName("Deleted user")
        #expect(ProfileFields.erased(name: name) == ProfileFields(displayName: name))
    }

    private static let whole = #"""
        {"display_name":"Zoë","name":{"first":"Ada"},"email":"ada@example.com","image_url":"http://a/i",
        "profile_url":"http://a/p","settings_url":"http://a/s","bio":"One\nTwo","location":"London","tags":["vip"],
        "websites":["http://a"],"email_notifications":{"likes":"often"},"display_rules":{"bio":true},
        "autofollow_conversations":false,"moderator":false,"gravatar_disabled":false,"disabled":true}
        """#
}

func change(_ patch: String) throws -> ProfileChange { try ProfileChange(patch: members(patch), by: .backend) }

func fields(_ whole: String) throws -> ProfileFields { try ProfileFields(whole: members(whole)) }

func errors(in patch: String) -> [FieldError] { errors(in: members(patch), by: .backend) }

func errors(in patch: [String: JSONValue], by author: ProfileChange.Author) -> [FieldError] {
    do throws(InvalidFields) {
        _ = try ProfileChange(patch: patch, by: author)
        return []
    } catch {
        return error.errors
    }
}
