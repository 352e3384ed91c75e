import ArgumentParser
import Nameplate

struct UserTimelineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "timeline",
        abstract: "Say what happened to a reader, and what networks heard and read of it, the newest first.",
        discussion: """
            EXAMPLES
              nameplate user timeline ada
              nameplate user timeline ada --limit 1000

            Times are UTC. Erased readers have a timeline too.
            """
    )

    @OptionGroup var user: UserArgument
    @Option(help: ArgumentHelp("How many entries at most: 1 to 1000.", valueName: "number"))
    var limit = 100
    @Flag(help: "Print JSON, one entry to a line.")
    var json = false
    @OptionGroup var service: ServiceOptions

    func validate() throws {
        guard (1...1000).contains(limit) else { throw ValidationError("--limit must be from 1 to 1000.") }
    }

    func run() async throws {
        try await service.withClient { client in
            let answer = try await client.get("\(user.path)/timeline?limit=\(limit)").members
            guard case .array(let entries) = answer["entries"] else { throw Failure("The answer can't be read.") }
            for entry in entries.compactMap(\.object) {
                try Output.result(json ? Self.line(entry) : TimelineLine(entry).text)
            }
            if answer["next"] != nil { Output.note("There is more; --limit 1000 shows up to that many.") }
        }
    }

    private static func line(_ entry: [String: JSONValue]) -> String {
        var writer = JSONWriter()
        writer.element(json: .object(entry))
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
