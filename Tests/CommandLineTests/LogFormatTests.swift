import Nameplate
import Subprocess
import Testing

/// The setting LOG_FORMAT.
struct LogFormatTests {
    /// Lines of a service that ends by itself, since its database can't be made.
    private func serve(_ database: String, format: String) async throws -> Program.Run {
        try await Program.run(
            "serve",
            environment: Program.keyed.merging([
                "NAMEPLATE_DATABASE": database, "NAMEPLATE_LOG_FORMAT": format, "NAMEPLATE_PORT": "0",
            ]) { $1 }
        )
    }

    @Test func `with json every line on standard error is an object, warnings and the reason for the end too`()
        async throws
    {
        let run = try await serve("sqlite:/no/such/folder/x.db", format: "json")
        #expect(run.status == .exited(1))
        let lines = try run.error.split(separator: "\n").map { line in
            try #require(JSONValue(parsing: Array(line.utf8))?.object, "\(line)")
        }
        #expect(lines.count > 1)
        for line in lines {
            let time = try #require(line["time"]?.string)
            #expect(time.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil, "\(time)")
            #expect(line["label"]?.string == "nameplate")
        }
        #expect(lines.first?["level"]?.string == "warning")
        #expect(lines.last?["level"]?.string == "critical")
        #expect(lines.last?["message"]?.string?.contains("its folder doesn't exist") == true)
    }

    @Test func `what a message quotes can't make a line of its own`() async throws {
        let run = try await serve("sqlite:/no/such\n{\"level\":\"info\"}\r\n/\u{1b}[2J\"\\x.db", format: "json")
        let lines = run.error.split(separator: "\n")
        #expect(lines.allSatisfy { $0.hasPrefix(#"{"time":""#) && $0.hasSuffix("}") }, "\(run.error)")
        let last = try #require(lines.last.flatMap { JSONValue(parsing: Array($0.utf8))?.object })
        #expect(last["message"]?.string?.contains("\n{\"level\":\"info\"}\r\n/\u{1b}[2J\"\\x.db") == true)
    }

    @Test func `text is for people, and another word is refused with those that are right`() async throws {
        let text = try await serve("sqlite:/no/such/folder/x.db", format: "text")
        #expect(text.error.hasPrefix("Warning: "))
        #expect(text.complaint.hasPrefix("Error: "))
        let other = try await serve("sqlite:x.db", format: "xml")
        #expect(other.complaint.contains("'xml' is not one of text, json."))
    }
}
