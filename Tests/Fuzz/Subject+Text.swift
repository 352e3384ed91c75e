import Foundation
import HTTPTypes
import Hummingbird
import Livefyre
import LivefyreSandbox
import Nameplate
import NameplateService
import NIOCore

extension Subject {
    /// A form, as the stand-in network takes it, and as ours registers a pull URL by; the service itself takes JSON alone.
    static let form = Subject("form") { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        let members = FormText.members(of: text)
        for part in text.utf8.split(separator: UInt8(ascii: "&")) {
            guard let equals = part.firstIndex(of: UInt8(ascii: "=")) else { continue }
            // Where Foundation makes nothing of it, ours leaves an escape as it stands, or repairs what is no UTF-8.
            let name = unescaped(part[..<equals], plusIsBlank: true) ?? FormText.decode(part[..<equals])
            demand(members[name] != nil, "a member is missing")
            guard let value = unescaped(part[part.index(after: equals)...], plusIsBlank: true) else { continue }
            demand(
                FormText.decode(part[part.index(after: equals)...]).isSame(as: value),
                "Foundation reads it otherwise"
            )
        }
        guard let registration = try? network?.registerRequest(pullURL: text + "{id}", now: 1_800_000_000) else {
            return
        }
        let registered = FormText.members(of: String(decoding: registration.body, as: UTF8.self))
        demand(registered.count == 2, "a registration has other members")
        demand(registered["pull_profile_url"]?.isSame(as: text + "{id}") == true, "another URL is registered")
    }

    /// A request's target, whatever it holds, and the query of one that names a path.
    static let query = Subject("query") { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        take(request(text))
        let request = request("/users?\(text)")
        take(request)
        // As it is once a header's value has none of the bytes that may not be in one.
        let query = Substring((request.head.path ?? "").utf8.dropFirst(7).prefix { $0 != UInt8(ascii: "#") })
        let uri = request.uri
        demand(uri.path.isSame(as: "/users") && uri.query?.isSame(as: query) == true, "it was taken apart elsewhere")
        var parts = query.utf8.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false)
        if parts.last?.isEmpty == true { parts.removeLast() }
        let parameters = uri.queryParameters
        demand(parameters.count == parts.count, "a parameter is missing, or there is one too many")
        for (part, (name, value)) in zip(parts, parameters) {
            let equals = part.firstIndex(of: UInt8(ascii: "=")) ?? part.endIndex
            demand(name.isSame(as: Substring(part[..<equals])), "a parameter has another name")
            guard let expected = unescaped(part[equals...].dropFirst(), plusIsBlank: false) else { continue }
            demand(value.isSame(as: expected), "Foundation reads it otherwise")
        }
    }

    /// All that calls make of a query.
    private static func take(_ request: Request) {
        if let limit = try? request.limit() { demand((1...1000).contains(limit), "a page of no size") }
        if let version = try? request.version() { demand(version >= 0, "a version before the first") }
        guard let after = request.uri.queryParameters["after"].map(String.init) else { return }
        if let position = UserTimeline.Position(after) {
            demand(UserTimeline.Position(position.text) == position, "a timeline goes on elsewhere")
        }
        if let position = DeliveryQuery.Position(after) {
            demand(position.text == after, "a page of deliveries goes on elsewhere")
        }
    }

    private static func request(_ path: String) -> Request {
        let head = HTTPRequest(method: .get, scheme: nil, authority: nil, path: path)
        return Request(head: head, body: RequestBody(buffer: ByteBuffer()))
    }

    /// What Foundation makes of it; nil for a wrong escape, and for what is no UTF-8.
    private static func unescaped(_ bytes: some Collection<UInt8>, plusIsBlank: Bool) -> String? {
        let blank = Array("%20".utf8)
        let bytes = bytes.flatMap { $0 == UInt8(ascii: "+") && plusIsBlank ? blank : [$0] }
        return String(decoding: bytes, as: UTF8.self).removingPercentEncoding
    }
}

extension StringProtocol {
    /// Byte for byte, where `==` takes equivalent characters for the same.
    fileprivate func isSame(as other: some StringProtocol) -> Bool { utf8.elementsEqual(other.utf8) }
}
