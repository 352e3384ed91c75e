import HTTPTypes
import Hummingbird
import Nameplate
import NIOCore

/// Reads JSON bodies; each way of being wrong has an answer of its own.
struct JSONBody {
    static let largest = 64 * 1024
    private let members: [String: JSONValue]

    enum Requirement {
        case required
        /// No body at all stands for `{}`.
        case optional
    }

    /// Reads the body of a call that takes `mediaTypes` besides `application/json`.
    init(
        of request: Request,
        _ requirement: Requirement = .required,
        mediaTypes: [String] = []
    ) async throws {
        if let length = request.headers[.contentLength].flatMap(Int.init), length > Self.largest {
            throw Self.tooLarge
        }
        if let type = request.headers[.contentType] {
            try Self.check(mediaType: type, among: ["application/json"] + mediaTypes)
        }
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: Self.largest)
        } catch is NIOTooManyBytesError {
            throw Self.tooLarge
        }
        if buffer.readableBytes == 0, requirement == .optional {
            members = [:]
            return
        }
        guard request.headers[.contentType] != nil else {
            throw Self.wrongMediaType(allowed: ["application/json"] + mediaTypes)
        }
        guard let value = JSONValue(parsing: Array(buffer.readableBytesView)) else {
            throw Problem(.badRequest, "not-json", "The body is not JSON")
        }
        guard let members = value.object else {
            throw Problem(.badRequest, "not-an-object", "The body must be a JSON object")
        }
        self.members = members
    }

    /// All members, for a caller that checks them itself.
    var all: [String: JSONValue] { members }

    /// The members, after a check that no others are there.
    func members(_ names: String...) throws -> [String: JSONValue] {
        let unknown = members.keys.filter { !names.contains($0) }.sorted()
        guard unknown.isEmpty else {
            throw InvalidFields(
                unknown.map { name in
                    let hint = nearest(to: name, among: names).map { " Did you mean '\($0)'?" } ?? ""
                    return FieldError(name, "There is no such member.\(hint)")
                }
            )
        }
        return members
    }

    private static func check(mediaType: String, among allowed: [String]) throws {
        let bare = mediaType.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
        guard allowed.contains(bare) else { throw wrongMediaType(allowed: allowed) }
    }

    private static func wrongMediaType(allowed: [String]) -> Problem {
        Problem(
            .unsupportedMediaType,
            "media-type",
            "The body is of a type that this call doesn't take",
            detail: "Send it as \(allowed.joined(separator: " or "))."
        )
    }

    private static let tooLarge = Problem(
        .contentTooLarge,
        "too-large",
        "The body is too large",
        detail: "At most \(largest) bytes are read.",
        // The rest of the body is not read, so the connection can't be used again.
        headers: [.connection: "close"]
    )
}

extension [String: JSONValue] {
    /// A string member that must be there.
    func requiredString(_ name: String) throws -> String {
        guard let value = self[name] else { throw Problem.invalid(name, "It is needed.") }
        guard let text = value.string else { throw Problem.invalid(name, "It must be a string.") }
        return text
    }
}
