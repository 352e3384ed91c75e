import AsyncHTTPClient
import Nameplate
import NIOCore
package import NIOHTTP1

/// An open event stream, read event by event.
package final class EventStream {
    package struct Event: Equatable {
        package var name = "message"
        package var id: String?
        package var data = ""
        package var isComment = false
    }

    package let status: Int
    package let headers: HTTPHeaders
    /// What the service said last of how soon to come back, in milliseconds.
    package var retry: Int?
    private var chunks: HTTPClientResponse.Body.AsyncIterator
    private var buffer = ""

    package static func open(_ browser: Browser, headers: [(String, String)] = []) async throws -> EventStream {
        var request = HTTPClientRequest(url: browser.base + "/auth/events")
        if let origin = browser.origin { request.headers.add(name: "Origin", value: origin) }
        if let cookie = browser.currentCookie { request.headers.add(name: "Cookie", value: cookie) }
        for (name, value) in headers { request.headers.replaceOrAdd(name: name, value: value) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        return EventStream(response)
    }

    private init(_ response: HTTPClientResponse) {
        status = Int(response.status.code)
        headers = response.headers
        chunks = response.body.makeAsyncIterator()
    }

    /// The next event that is not a heartbeat; nil when the service closed the stream.
    package func next() async throws -> Event? {
        while true {
            guard let event = try await nextBlock() else { return nil }
            if !event.isComment { return event }
        }
    }

    private func nextBlock() async throws -> Event? {
        while true {
            if let end = buffer.firstRange(of: "\n\n") {
                let block = buffer[..<end.lowerBound]
                buffer = String(buffer[end.upperBound...])
                return parse(block)
            }
            guard let chunk = try await chunks.next() else { return nil }
            buffer += String(buffer: chunk)
        }
    }

    private func parse(_ block: Substring) -> Event {
        var event = Event()
        event.isComment = true
        for line in block.split(separator: "\n") where !line.hasPrefix(":") {
            let parts = line.split(separator: ":", maxSplits: 1)
            let value = parts.count > 1 ? parts[1].drop { $0 == " " } : ""
            switch parts[0] {
            case "event": event.name = String(value)
            case "id": event.id = String(value)
            case "data": event.data += value
            case "retry":
                retry = Int(value)
                continue
            default: continue
            }
            event.isComment = false
        }
        return event
    }
}
