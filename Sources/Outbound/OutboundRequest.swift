/// One HTTP request to be sent by ``OutboundClient``.
package struct OutboundRequest: Sendable, Equatable {
    package enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"

        var hasBody: Bool { self != .get && self != .delete }
    }

    /// Who chose the address, which decides what it may reach.
    package enum Target: Sendable {
        /// An operator wrote the address in the configuration: private ranges and the environment's proxy are allowed.
        case configured
        /// The address came from data: only public addresses are reached, and never through a proxy, which would
        /// resolve the name out of our sight.
        case untrusted
    }

    package struct Header: Sendable, Equatable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package var method: Method
    package var url: String
    package var headers: [Header]
    /// Sent with POST, PUT and PATCH; GET and DELETE have none.
    package var body: [UInt8]
    package var target: Target
    /// Shorter than the configuration's total timeout, or nil for that.
    package var timeout: Duration?

    package init(
        method: Method,
        url: String,
        headers: [Header] = [],
        body: [UInt8] = [],
        target: Target
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.target = target
    }
}

extension OutboundRequest {
    /// Refuses what libcurl would read differently from us: it stops at a zero byte, and sends line breaks as they are.
    func check() throws(OutboundError) {
        try checkURL()
        guard headers.allSatisfy(\.isWellFormed) else { throw .badHeader }
    }

    /// Names outside ASCII are refused too: an operator writes the punycode form, so that what is read is what is sent.
    private func checkURL() throws(OutboundError) {
        guard url.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else { throw .badURL }
        guard let colon = url.utf8.firstIndex(of: UInt8(ascii: ":")) else { throw .badURL }
        let scheme = url[..<colon].lowercased()
        guard scheme == "http" || scheme == "https" else { throw .unsupportedScheme }
        guard url[colon...].hasPrefix("://") else { throw .badURL }
    }
}

extension OutboundRequest.Header {
    /// RFC 9110, sections 5.1 and 5.5: a name is a token, a value has no control characters but the tab.
    fileprivate var isWellFormed: Bool {
        !name.isEmpty && name.utf8.allSatisfy(isTokenByte)
            && value.utf8.allSatisfy { $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7f) }
    }
}

private func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
    default:
        "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
}
