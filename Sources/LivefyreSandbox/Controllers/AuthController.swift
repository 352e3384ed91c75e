import Hummingbird
import Livefyre
import Nameplate

/// `GET /api/v3.0/auth/`: a browser proves with a token who its reader is (livefyre-protocol.md 9).
struct AuthController {
    let network: RemoteNetwork

    var routes: RouteCollection<SandboxRequestContext> {
        let routes = RouteCollection(context: SandboxRequestContext.self)
        routes.add(middleware: ReadableByAnyOrigin())
        for version in ["v3.0", "v3_0"] {
            let path: RouterPath = "api/\(version)/auth"
            routes.get(path, use: authenticate)
            routes.allow(.get, at: path)
        }
        return routes
    }

    @Sendable private func authenticate(_ request: Request, context: SandboxRequestContext) async throws -> Response {
        let parameters = try await RequestParameters(request)
        guard let callback = parameters["callback"] else {
            return Response(json: try await answer(to: parameters))
        }
        guard let padding = JSONPadding(callback) else {
            throw Refusal.badRequest("This callback could be more than the name of a function.")
        }
        do {
            return padding.response(around: try await answer(to: parameters))
        } catch let refusal as Refusal {
            // A script load has no status, so the code is in the envelope alone.
            return padding.response(around: refusal.envelope)
        }
    }

    private func answer(to parameters: RequestParameters) async throws -> [UInt8] {
        guard let token = parameters["lftoken"], !token.isEmpty else {
            return Envelope.ok { $0.member("version", "sandbox") }
        }
        let bearer = try network.bearer(of: token, for: "sign-in")
        let collection = try collection(in: parameters)
        let signIn = await network.signIn(bearer)
        let now = network.now
        return Envelope.ok { json in
            json.object("profile") { signIn.writeProfile(to: &$0) }
            json.object("auth_token") { json in
                json.member("value", token)
                json.member("ttl", bearer.claims.secondsLeft(at: now.seconds))
            }
            json.object("token") { json in
                let userID = bearer.claims.userID
                json.member("value", network.sessionToken(for: userID, at: now))
                json.member("ttl", RemoteNetwork.sessionTokenLifetime)
            }
            signIn.writeScopes(of: network.configuration.network.fullName, to: &json)
            if let collection { signIn.writePermissions(in: collection, to: &json) }
            json.member("version", "sandbox")
        }
    }

    /// The id of the collection that the request names, if it names one.
    private func collection(in parameters: RequestParameters) throws -> String? {
        if let id = parameters["collectionId"] { return id }
        guard let article = parameters["articleId"], let site = parameters["siteId"] else { return nil }
        // A `+` of the standard alphabet that was not percent-encoded has become a blank.
        let encoded = article.replacing(" ", with: "+")
        guard let key = CollectionKey(site: site, encodedArticle: encoded) else {
            throw Refusal.badRequest("articleId must be Base64.")
        }
        return key.id
    }
}

/// A JSONP function name that can't be anything else.
private struct JSONPadding {
    private static let longest = 128
    let name: String

    /// Takes `^[A-Za-z_$][\w$.]{0,127}$` and nothing else (livefyre-protocol.md 9.6).
    init?(_ name: String) {
        let bytes = name.utf8
        guard let first = bytes.first, Self.isWord(first), !(48...57).contains(first), bytes.count <= Self.longest,
            bytes.allSatisfy({ Self.isWord($0) || $0 == UInt8(ascii: ".") })
        else { return nil }
        self.name = name
    }

    func response(around json: [UInt8]) -> Response {
        // Both are line ends in older JavaScript, where JSON allows them inside of strings.
        let text = String(decoding: json, as: UTF8.self)
            .replacing("\u{2028}", with: "\\u2028").replacing("\u{2029}", with: "\\u2029")
        return Response(
            status: .ok,
            headers: [
                .contentType: "application/javascript; charset=utf-8",
                .cacheControl: "no-store",
                .xContentTypeOptions: "nosniff",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(string: "\(name)(\(text));"))
        )
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"):
            true
        default: false
        }
    }
}
