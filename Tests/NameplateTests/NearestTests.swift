import Nameplate
import Testing

struct NearestTests {
    private let words = ["display_name", "image_url", "bio", "tags"]

    @Test(arguments: [
        ("displayname", "display_name"), ("display-name", "display_name"), ("imageURL", "image_url"), ("boi", "bio"),
        ("TAGS", "tags"),
    ])
    func `a slip of the hand leads to the word that was meant`(word: String, meant: String) {
        #expect(nearest(to: word, among: words) == meant)
    }

    @Test(arguments: ["", "password", "zzzzzz"])
    func `what is near to nothing leads nowhere`(word: String) {
        #expect(nearest(to: word, among: ["display_name", "image_url"]) == nil)
    }

    @Test func `without candidates there is none`() {
        #expect(nearest(to: "x", among: []) == nil)
    }
}
