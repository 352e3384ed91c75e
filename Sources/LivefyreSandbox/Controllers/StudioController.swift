import Hummingbird
import Livefyre
import Nameplate

/// What tests and the Studio page read and set.
struct StudioController {
    private static let longestBody = 64 * 1024
    private static let longestWait = 30
    let network: RemoteNetwork

    var routes: RouteCollection<SandboxRequestContext> {
        let routes = RouteCollection(context: SandboxRequestContext.self)
        routes.add(middleware: SameSiteOnly())
        routes.get("users", use: users)
        routes.get("users/{id}", use: user)
        routes.get("users/{id}/log", use: userLog)
        routes.get("log", use: log)
        routes.get("faults") { _, _ in await faultsResponse() }
        routes.post("faults", use: setFaults)
        routes.delete("faults", use: clearFaults)
        routes.get("pull-url") { _, _ in await pullURLResponse() }
        routes.put("pull-url", use: setPullURL)
        routes.post("rotate", use: rotate)
        routes.post("reset", use: reset)
        return routes
    }

    /// A page of the users who fit `q`.
    @Sendable private func users(_ request: Request, context: SandboxRequestContext) async throws -> Response {
        let query = FormText.members(of: request.uri.query ?? "")
        let search = UserSearch(
            pattern: query["q"] ?? "",
            offset: try number(query["offset"], "offset", in: 0...Int(Int32.max)),
            limit: try number(query["limit"], "limit", in: 1...UserSearch.longestPage, or: UserSearch.longestPage)
        )
        let (count, page) = search.page(of: await network.allUsers())
        let shown = await summaries(of: page)
        return Response(
            json: JSONWriter.object { json in
                json.member("count", count)
                json.array("users") { array in
                    for (user, affiliation) in shown {
                        array.object { user.writeSummary(affiliation, to: &$0) }
                    }
                }
            }
        )
    }

    private func summaries(of users: some Sequence<RemoteUser>) async -> [(RemoteUser, Affiliation)] {
        let roles = await network.roles
        return users.map { ($0, roles.affiliation(of: $0.id)) }
    }

    @Sendable private func user(_ request: Request, context: SandboxRequestContext) async throws -> Response {
        guard let id = network.user(named: context.pathPart("id")),
            let (user, affiliation) = await network.user(id)
        else { throw StudioProblem.unknownUser }
        return Response(
            json: JSONWriter.object { json in
                user.writeSummary(affiliation, to: &json)
                user.writeDetails(jid: network.jid(id), to: &json)
            }
        )
    }

    /// The timeline after entry number `after`; with `wait`, up to so many seconds for there to be any.
    @Sendable private func log(_ request: Request, context: SandboxRequestContext) async throws -> Response {
        let query = FormText.members(of: request.uri.query ?? "")
        let after = try number(query["after"], "after", in: 0...Int(Int32.max))
        let wait = try number(query["wait"], "wait", in: 0...Self.longestWait)
        let entries = await network.timeline.entries(after: after, waitingFor: .seconds(wait))
        return Response(json: JSONWriter.object { write(entries, after: after, to: &$0) })
    }

    /// The same of one user, at once; the user may be one whose pulls have all failed, whom the network doesn't know.
    @Sendable private func userLog(_ request: Request, context: SandboxRequestContext) async throws -> Response {
        guard let id = network.user(named: context.pathPart("id")) else { throw StudioProblem.unknownUser }
        let after = try number(FormText.members(of: request.uri.query ?? "")["after"], "after", in: 0...Int(Int32.max))
        let isKnown = await network.user(id) != nil
        return Response(
            json: JSONWriter.object { json in
                json.member("known", isKnown)
                write(network.timeline.entries(after: after, about: id), after: after, to: &json)
            }
        )
    }

    private func write(_ entries: ArraySlice<TimelineEntry>, after sequence: Int, to json: inout JSONWriter) {
        // What came after the entries were read belongs to the next answer.
        json.member("last", entries.last?.sequence ?? min(sequence, network.timeline.last))
        json.array("entries") { array in for entry in entries { entry.write(to: &array) } }
    }

    private func number(
        _ text: String?,
        _ name: String,
        in range: ClosedRange<Int>,
        or absent: Int = 0
    ) throws -> Int {
        guard let text else { return absent }
        guard let number = Int(text), range.contains(number) else {
            throw StudioProblem.invalid([
                FieldError(name, "It must be a whole number from \(range.lowerBound) to \(range.upperBound).")
            ])
        }
        return number
    }

    @Sendable private func setFaults(_ request: Request, context: SandboxRequestContext) async throws -> Response {
        let members = try await members(of: request)
        do {
            _ = try await network.setFaults(members)
        } catch {
            throw StudioProblem.invalid(error.errors)
        }
        return await faultsResponse()
    }

    @Sendable private func clearFaults(_ request: Request, context: SandboxRequestContext) async -> Response {
        await network.clearFaults()
        return await faultsResponse()
    }

    private func faultsResponse() async -> Response {
        var json = JSONWriter()
        await network.faults.write(to: &json)
        return Response(json: json.bytes)
    }

    @Sendable private func setPullURL(_ request: Request, context: SandboxRequestContext) async throws -> Response {
        let members = try await members(of: request)
        if let unknown = members.keys.sorted().first(where: { $0 != "url" }) {
            throw StudioProblem.invalid([FieldError(unknown, "There is no such member. Did you mean 'url'?")])
        }
        if members["url"] == .null {
            await network.setPullURL(nil)
        } else {
            guard let url = members["url"]?.string.flatMap({ PullURL($0, setBy: .studio) }) else {
                throw StudioProblem.invalid([
                    FieldError("url", "It must be a string with {id} in it and at most 2048 bytes, or null.")
                ])
            }
            await network.setPullURL(url)
        }
        return await pullURLResponse()
    }

    private func pullURLResponse() async -> Response {
        let url = await network.pullURL
        return Response(
            json: JSONWriter.object { json in
                json.member("network", network.configuration.network.fullName)
                json.nullable("url", url?.template)
                json.nullable("set_by", url?.setBy.rawValue)
                json.nullable("warning", url?.warning)
            }
        )
    }

    /// Other keys for the network: the first signs from now on, and what any of them signed is taken.
    @Sendable private func rotate(_ request: Request, context: SandboxRequestContext) async throws -> Response {
        let members = try await members(of: request)
        if let unknown = members.keys.sorted().first(where: { $0 != "keys" }) {
            throw StudioProblem.invalid([FieldError(unknown, "There is no such member. Did you mean 'keys'?")])
        }
        let keys = members["keys"]?.strings?.compactMap { try? NetworkKey($0) } ?? []
        guard let first = keys.first, keys.count == members["keys"]?.strings?.count else {
            throw StudioProblem.invalid([FieldError("keys", "It must be an array of keys, of which the first signs.")])
        }
        network.rotate(to: first, accepting: Array(keys.dropFirst()))
        return Response(
            json: JSONWriter.object { json in
                json.member("network", network.livefyre.fullName)
                json.member("keys", keys.count)
            }
        )
    }

    @Sendable private func reset(_ request: Request, context: SandboxRequestContext) async -> Response {
        await network.reset()
        return Response(status: .noContent)
    }

    private func members(of request: Request) async throws -> [String: JSONValue] {
        let bytes = Array(buffer: try await request.body.collect(upTo: Self.longestBody))
        guard let members = JSONValue(parsing: bytes)?.object else { throw StudioProblem.notJSON }
        return members
    }
}
