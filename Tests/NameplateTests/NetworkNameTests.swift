import Nameplate
import Testing

struct NetworkNameTests {
    @Test(arguments: [("labs.fyre.co", "labs"), ("a.b", "a"), ("x-1.fyre.co", "x-1")])
    func `a full name is labels joined by dots`(text: String, first: String) throws {
        #expect(try NetworkName(text).firstLabel == first)
    }

    @Test(arguments: ["", "labs", ".co", "labs.", "a..b", "Labs.fyre.co", "a b.c", "a/b.c", "a.b\n", "é.co", "a_b.co"])
    func `anything else is refused`(text: String) {
        #expect(throws: InvalidNetworkName.self) { try NetworkName(text) }
    }

    @Test func `a name has at most 253 characters`() throws {
        #expect(try NetworkName("a." + String(repeating: "b", count: 251)).text.count == 253)
        #expect(throws: InvalidNetworkName.self) { try NetworkName("a." + String(repeating: "b", count: 252)) }
    }
}
