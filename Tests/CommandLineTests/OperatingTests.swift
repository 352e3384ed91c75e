import Subprocess
import Testing

/// The commands that talk to a running service, against the demo's.
struct OperatingTests {
    @Test func `readers are added, shown, renamed and erased, and the network hears of each`() async throws {
        try await withDemo { service in
            let added = try await service.call("user", "add", "zoe", "--name", "Zoë", "--email", "zoe@example.com")
            #expect(added.status == .exited(0))
            let twice = try await service.call("user", "add", "zoe", "--name", "Another")
            #expect(twice.status == .exited(1))
            #expect(twice.error.contains("already"))

            let renamed = try await service.call("user", "rename", "zoe", "Zoë K.")
            #expect(renamed.status == .exited(0))
            let shown = try await service.call("user", "show", "zoe")
            #expect(shown.lines.contains { $0.hasSuffix(" Zoë K.") })
            #expect(shown.lines.contains { $0.hasPrefix("email ") && $0.hasSuffix(" zoe@example.com") })
            #expect(shown.lines.contains { $0.hasPrefix("labs.fyre.co: ") })

            let pinged = try await service.call("network", "ping", "labs.fyre.co", "zoe")
            #expect(pinged.status == .exited(0))
            #expect(pinged.output.hasPrefix("labs.fyre.co took the ping."))

            let kept = try await service.call("user", "erase", "zoe")
            #expect(kept.status == .exited(1))
            #expect(kept.error.contains("--yes"))
            #expect(try await service.call("user", "erase", "zoe", "--yes").status == .exited(0))
            let gone = try await service.call("user", "show", "zoe")
            #expect(gone.status == .exited(1))
            #expect(gone.error.hasPrefix("Error: There is no such user"))
        }
    }

    @Test func `deliveries are listed and sent again`() async throws {
        try await withDemo { service in
            let table = try await service.call("deliveries", "list")
            #expect(table.lines.first?.hasPrefix("NETWORK") == true)
            #expect(Set(table.lines.dropFirst().map { $0.split(separator: " ")[1] }) == ["ada", "alan", "grace"])
            let paged = try await service.call("deliveries", "list", "--limit", "2", "--json")
            #expect(paged.lines.count == 2)
            #expect(paged.error.contains("--all"))
            let replayed = try await service.call("deliveries", "replay", "--user", "ada")
            #expect(replayed.output == "1 to be sent again.\n")
            let none = try await service.call("network", "ping", "labs.fyre.co", "nobody")
            #expect(none.status == .exited(1))
        }
    }

    @Test func `a network is listed, paused, resumed and gone through`() async throws {
        try await withDemo { service in
            let list = try await service.call("network", "list")
            #expect(list.lines.first?.hasPrefix("NETWORK") == true)
            #expect(list.lines.last?.hasPrefix("labs.fyre.co  livefyre  ") == true)
            let paused = try await service.call(
                "network",
                "pause",
                "labs.fyre.co",
                "--for",
                "10m",
                "--reason",
                "they move house"
            )
            #expect(paused.output.hasPrefix("labs.fyre.co is paused until "))
            #expect(paused.output.hasSuffix(" (they move house). What it is owed waits.\n"))
            let held = try await service.call("network", "list")
            #expect(held.lines.last?.contains("  paused  they move house, until ") == true)
            #expect(try await service.call("network", "pause", "labs.fyre.co", "--for", "soon").status == .exited(64))
            #expect(try await service.call("network", "pause", "nobody.fyre.co").status == .exited(1))
            let resumed = try await service.call("network", "resume", "labs.fyre.co")
            #expect(resumed.output == "labs.fyre.co is told of changes.\n")
            let reconciled = try await service.call("network", "reconcile")
            #expect(reconciled.status == .exited(0))
            #expect(reconciled.output.hasSuffix(" of 3 readers are told again.\n"))
            #expect(try await service.call("network", "reconcile", "--after", "ada").status == .exited(64))
            let restored = try await service.call("network", "reconcile", "--after-restore")
            #expect(restored.output == "labs.fyre.co: 3 of 3 readers are told again.\n")
        }
    }

    @Test func `a reader's timeline is in plain words, and one delivery is sent again`() async throws {
        try await withDemo { service in
            _ = try await service.call("user", "rename", "ada", "Ada L.")
            let replayed = try await service.call("deliveries", "replay", "--id", "labs.fyre.co/ada")
            #expect(replayed.output == "1 to be sent again.\n")
            let timeline = try await service.call("user", "timeline", "ada")
            #expect(timeline.lines.contains { $0.hasSuffix("  change 2 by the backend: display_name") })
            #expect(timeline.lines.contains { $0.contains("  labs.fyre.co took the ping for version ") })
            #expect(timeline.lines.last?.contains("  created by the ") == true)
            let json = try await service.call("user", "timeline", "ada", "--json", "--limit", "1")
            #expect(json.lines.count == 1)
            #expect(json.lines.first?.hasPrefix("{") == true)
            #expect(json.error.contains("There is more"))
        }
    }

    @Test func `what the service refuses is said per field, and which key is wrong`() async throws {
        try await withDemo { service in
            let name = try await service.call("user", "rename", "ada", "")
            #expect(name.status == .exited(1))
            #expect(name.error.contains("display_name: It must not be empty."))
            let key = try await Program.run(
                "user",
                "show",
                "ada",
                "--service",
                service.url,
                environment: ["NAMEPLATE_API_KEY": String(repeating: "x", count: 32)]
            )
            #expect(key.status == .exited(1))
            #expect(key.error.contains("NAMEPLATE_API_KEY"))
            let url = try await service.call("network", "register-pull-url", "labs.fyre.co", "http://x.example/y")
            #expect(url.status == .exited(1))
            #expect(url.error.contains("url: "))
            let registered = try await service.call("network", "register-pull-url", "labs.fyre.co")
            #expect(registered.output.contains("\(service.url)/livefyre/profile/{id}"))
        }
    }

    @Test func `a taken port is named with the option that chooses another`() async throws {
        try await withDemo { service in
            let port = try #require(service.url.split(separator: ":").last.map(String.init))
            let demo = try await Program.run("demo", "--port", port, "--sandbox-port", "0")
            #expect(demo.status == .exited(1))
            #expect(demo.error.hasSuffix("Port \(port) on 127.0.0.1 is taken. Choose another with --port.\n"))
            let sandbox = try await Program.run("demo", "--port", "0", "--sandbox-port", port)
            #expect(sandbox.status == .exited(1))
            #expect(sandbox.error.hasSuffix("Choose another with --sandbox-port.\n"))
        }
    }

    @Test func `without a service it says where it looked`() async throws {
        let run = try await Program.run(
            "user",
            "show",
            "ada",
            "--service",
            "http://127.0.0.1:1",
            environment: ["NAMEPLATE_API_KEY": String(repeating: "x", count: 32)]
        )
        #expect(run.status == .exited(1))
        #expect(run.error.contains("Is the service running there?"))
        #expect(run.error.contains("http://127.0.0.1:1"))
    }

    @Test func `without an API key it says what to set`() async throws {
        let run = try await Program.run("user", "show", "ada")
        #expect(run.status == .exited(1))
        #expect(run.error.contains("NAMEPLATE_API_KEY"))
    }
}

/// The service of a demo that runs.
struct DemoService {
    static let apiKey = "an-api-key-for-the-tests-of-commands"
    let url: String

    func call(_ arguments: String...) async throws -> Program.Run {
        try await Program.run(
            arguments,
            environment: ["NAMEPLATE_API_KEY": Self.apiKey, "NAMEPLATE_SERVICE": url]
        )
    }
}

/// Runs a demo on free ports around `body`, and has it end as an operator would.
private func withDemo(_ body: (DemoService) async throws -> Void) async throws {
    let result = try await Subprocess.run(
        .name("nameplate"),
        arguments: ["demo", "--port", "0", "--sandbox-port", "0"],
        environment: try Program.variables(["NAMEPLATE_API_KEY": DemoService.apiKey]),
        input: .none,
        output: .sequence,
        error: .discarded
    ) { demo in
        var url: String?
        for try await line in demo.standardOutput.strings() {
            if line.contains("Newspaper") { url = line.split(separator: " ").last.map { String($0.dropLast()) } }
            if line.contains("Ctrl-C") { break }
        }
        try await body(DemoService(url: try #require(url)))
        try demo.send(signal: .terminate)
    }
    #expect(result.terminationStatus == .exited(0))
}
