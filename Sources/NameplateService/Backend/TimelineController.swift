import Hummingbird
import Nameplate

/// What happened to one user, the newest first: changes and sign-ins, and what networks were told and have read, and
/// how many tabs were told.
struct TimelineController {
    let store: any Store

    /// Erased users have one too: it says that they were erased, and who heard of it.
    @Sendable func timeline(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let user = try context.user()
        let limit = try request.limit()
        let before = try request.uri.queryParameters["after"].map { text in
            guard let position = UserTimeline.Position(String(text)) else {
                throw Problem.invalid("after", "It must be what 'next' said.")
            }
            return position
        }
        guard let timeline = try await store.timeline(of: user, before: before, limit: limit) else {
            throw Problem.unknownUser
        }
        return .json { json in
            json.member("user", user.text)
            json.array("entries") { json in for entry in timeline.entries { entry.write(to: &json) } }
            json.member("next", timeline.next?.text)
        }
    }
}

extension UserTimeline.Entry {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("at", at.seconds)
            switch self {
            case .activity(let activity):
                json.member("kind", activity.kind)
                json.member("version", activity.version)
                json.member("actor", activity.actor)
                json.member("detail", activity.detail)
            case .exchange(let exchange):
                json.member("kind", exchange.kind.rawValue)
                json.member("network", exchange.network.text)
                json.member("version", exchange.version)
                json.member("status", exchange.status)
                json.member("error", exchange.error)
                json.member("milliseconds", exchange.milliseconds)
            case .tabs(let told):
                json.member("kind", TabsTold.kind)
                json.member("version", told.version)
                json.member("tabs", told.count)
            }
        }
    }
}
