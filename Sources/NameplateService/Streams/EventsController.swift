import HTTPTypes
import Hummingbird
import Nameplate
import NIOCore

/// `GET /auth/events`: says which user and version the session stands at, and then each change.
///
/// No name or token ever travels here.
struct EventsController {
    let sessions: Sessions
    let store: any Store
    let hub: EventHub
    let metrics: Metrics
    let tabs: TabLog

    @Sendable func events(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let signedIn = try await sessions.require(request)
        let user = signedIn.session.user
        guard hub.isOpen else { throw Problem.stopping }
        let retry = hub.retry
        let body = ResponseBody { writer in
            // Here and not before: an answer without a body, as to HEAD, never runs this.
            guard let subscription = hub.subscribe(user, session: signedIn.session.id) else {
                return try await writer.finish(nil)
            }
            defer { hub.unsubscribe(user, subscription.id) }
            // The profile is read after the subscription began, so that no change falls between.
            guard let profile = try await store.profile(of: user), profile.canSignIn,
                case .alive = try await sessions.standing(of: signedIn.session)
            else { return try await writer.finish(nil) }
            try await writer.write(StreamText.hello(profile.user, version: profile.version, retry: retry).buffer)
            try await relay(subscription, of: signedIn.session, since: profile.version, to: &writer)
            try await writer.finish(nil)
        }
        return Response(
            status: .ok,
            // The connection was read to its end to notice a closed tab, so it serves no further request.
            headers: [.contentType: "text/event-stream", .accelBuffering: "no", .connection: "close"],
            body: Self.endingWithConnection(body, of: request)
        )
    }

    /// Without this a closed tab would be noticed at its next heartbeat only.
    private static func endingWithConnection(_ body: ResponseBody, of request: Request) -> ResponseBody {
        ResponseBody { writer in
            let tab = writer
            try await request.body.consumeWithCancellationOnInboundClose { _ in
                try await body.write(tab)
            }
        }
    }

    private func relay(
        _ subscription: EventHub.Subscription,
        of session: Session,
        since version: Int64,
        to writer: inout any ResponseBodyWriter
    ) async throws {
        var version = version
        for await event in subscription.events {
            switch event {
            case .profile(let newer, let heardAt):
                guard newer > version else { continue }
                version = newer
                try await writer.write(StreamText.profile(session.user, version: version).buffer)
                metrics.noteStreamWrite(after: heardAt.duration(to: .now))
                tabs.add(version, of: session.user)
            case .signedOut(let end):
                return try await writer.write(StreamText.signedOut(end).buffer)
            case .stopping(let retry):
                return try await writer.write(StreamText.stopping(retry: retry).buffer)
            case .heartbeat, .recheck:
                // A store that can't be read now says nothing about the session.
                var standing = try? await sessions.standing(of: session)
                while standing == nil, event == .recheck {
                    // At random, so that all streams together don't ask at once.
                    try await Task.sleep(for: .milliseconds(.random(in: 500...1500)))  // nothing tells when it can be
                    standing = try? await sessions.standing(of: session)
                }
                switch standing {
                case .over where event == .heartbeat:
                    // Most likely it ended this moment, and the feed is about to tell why.
                    try await Task.sleep(for: .milliseconds(500))  // it gets that long to
                    hub.recheck(subscription, of: session.user)
                case .over(let end): return try await writer.write(StreamText.signedOut(end).buffer)
                case .alive(let newer) where newer > version:
                    version = newer
                    try await writer.write(StreamText.profile(session.user, version: version).buffer)
                    tabs.add(version, of: session.user)
                case .alive, nil:
                    if event == .heartbeat { try await writer.write(StreamText.heartbeat.buffer) }
                }
            }
        }
    }
}

extension String {
    fileprivate var buffer: ByteBuffer { ByteBuffer(string: self) }
}
