import Nameplate
import Testing

struct WebURLTests {
    @Test(arguments: [
        "http://a", "https://example.com/a.png?v=2#x", "HTTPS://Example.com:8443/", "http://[::1]/",
        "http://127.0.0.1:1/x%20y",
    ])
    func `absolute web addresses are taken as they are`(text: String) {
        #expect(WebURL(text)?.text == text)
    }

    @Test(
        arguments: [
            "", "a", "/a", "//a/b", "http:", "http://", "http:///a", "ftp://a", "javascript:alert(1)",
            "data:text/html,x",
            "http://u@a", "http://u:p@a", "http://a b", "http://a\n", " http://a", "http://é.com", "https://a/\u{202E}",
        ])
    func `anything else is refused`(text: String) {
        #expect(WebURL(text) == nil)
    }

    @Test func `an address has at most 2,048 bytes`() {
        let start = "http://a/"
        #expect(WebURL(start + String(repeating: "x", count: 2048 - start.count)) != nil)
        #expect(WebURL(start + String(repeating: "x", count: 2049 - start.count)) == nil)
    }
}
