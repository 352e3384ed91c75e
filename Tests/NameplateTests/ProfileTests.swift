import Nameplate
import Testing

struct ProfileTests {
    @Test func `our own interfaces show id, version, what is set, and when`() throws {
        let profile = try profile(#"{"display_name":"Ada","bio":"x"}"#)
        let bytes = JSONWriter.object { json in
            profile.write("profile", to: &json)
            json.member("token", "t")
        }
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == #"{"profile":{"id":"ada","version":3,"display_name":"Ada","bio":"x","created_at":1800000000,"#
                + #""changed_at":1800000009},"token":"t"}"#
        )
    }

    @Test func `a disabled reader is shown as such, and can't sign in`() throws {
        var profile = try profile(#"{"display_name":"Ada","disabled":true}"#)
        var json = JSONWriter()
        profile.write(to: &json)
        #expect(json.bytes.last == UInt8(ascii: "}"))
        #expect(JSONValue(parsing: json.bytes)?.object?["disabled"] == .bool(true))
        #expect(!profile.canSignIn)
        profile.fields.isDisabled = false
        #expect(profile.canSignIn)
        profile.erasedAt = moment(10)
        #expect(!profile.canSignIn)
        #expect(profile.isErased)
    }

    private func profile(_ whole: String) throws -> Profile {
        Profile(
            user: try UserID("ada"),
            version: 3,
            fields: try fields(whole),
            createdAt: moment(0),
            changedAt: moment(9)
        )
    }
}
