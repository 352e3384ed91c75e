import Subprocess
import Testing

struct ConfigCheckTests {
    private static let goodKey = "kJ8-zQ2xWv5_nB7tRy4m"

    private func check(_ arguments: [String] = [], _ environment: [String: String] = [:]) async throws -> Program.Run {
        let good = ["NAMEPLATE_NETWORK": Program.network, "NAMEPLATE_NETWORK_KEY": Self.goodKey]
        return try await Program.run(
            ["config", "check"] + arguments,
            environment: good.merging(environment) { $1 }.filter { !$0.value.isEmpty }
        )
    }

    private func row(_ setting: String, in run: Program.Run) throws -> [String] {
        let line = try #require(run.lines.first { $0.hasPrefix("\(setting) ") })
        return line.split(separator: " ").map(String.init)
    }

    @Test func `every setting is shown with where it came from, and no secret is`() async throws {
        try await withFolder { folder in
            let json =
                #"{"port": 9000, "ping_wait": 0.5, "host": "localhost", "allowed_origins": ["https://a.example"]}"#
            let path = try folder.write(json, to: "site.json", mode: 0o644)
            let apiKey = String(repeating: "k", count: 40)
            let run = try await check(
                ["--config", path, "--port", "9100"],
                ["NAMEPLATE_PORT": "9200", "NAMEPLATE_HOST": "127.0.0.1", "NAMEPLATE_API_KEY": apiKey]
            )
            #expect(run.status == .exited(0))
            #expect(try row("PORT", in: run) == ["PORT", "9100", "--port"])
            #expect(try row("HOST", in: run) == ["HOST", "127.0.0.1", "NAMEPLATE_HOST"])
            #expect(try row("PING_WAIT", in: run) == ["PING_WAIT", "0.5", path])
            #expect(try row("ALLOWED_ORIGINS", in: run) == ["ALLOWED_ORIGINS", "https://a.example", path])
            #expect(try row("TOKEN_LIFETIME", in: run) == ["TOKEN_LIFETIME", "3600", "default"])
            #expect(try row("PUBLIC_URL", in: run) == ["PUBLIC_URL", "http://127.0.0.1:9100", "default"])
            #expect(try row("NETWORK_URL", in: run) == ["NETWORK_URL", "https://labs.quill.fyre.co", "default"])
            #expect(run.output.contains("set (40 characters)"))
            #expect(!(run.output + run.error).contains(apiKey))
            #expect(!(run.output + run.error).contains(Self.goodKey))
        }
    }

    @Test func `the script element of a page that pins the browser module is shown`() async throws {
        let run = try await check(["--public-url", "https://sso.example.com"])
        let element = try #require(run.lines.first { $0.hasPrefix("<script") })
        let pattern =
            /<script type="module" src="https:\/\/sso\.example\.com\/nameplate\.[0-9a-f]{16}\.js" integrity="sha256-[^"]{44}" crossorigin><\/script>/
        #expect(element.wholeMatch(of: pattern) != nil, "\(element)")
    }

    @Test func `all failures are said together, each with its name and what would be right`() async throws {
        let run = try await check(
            ["--session-idle", "5", "--network-url", "ftp://x"],
            [
                "NAMEPLATE_NETWORK": "labs", "NAMEPLATE_PORT": "99999", "NAMEPLATE_API_KEY": "short",
                "NAMEPLATE_DATABASE": "postgres://u:secret@[db/x", "NAMEPLATE_TRUSTED_PROXIES": "10.0.0.0/8,zz",
                "NAMEPLATE_LOG_LEVEL": "loud", "NAMEPLATE_PING_WAIT": "soon", "NAMEPLATE_ERASED_NAME": "&amp;",
                "NAMEPLATE_ALLOWED_ORIGINS": "null", "NAMEPLATE_PUBLIC_URL": "http://sso.example.com",
            ]
        )
        #expect(run.status == .exited(1))
        let expected = [
            "--session-idle: '5' is not a number of seconds from 60",
            "--network-url: 'ftp://x' is not an absolute http or https address",
            "NAMEPLATE_NETWORK: 'labs' is not a network's full name",
            "NAMEPLATE_PORT: '99999' is not a whole number from 0 to 65535",
            "NAMEPLATE_API_KEY: An API key has at least 32",
            "NAMEPLATE_DATABASE: The address of the database can't be read",
            "NAMEPLATE_TRUSTED_PROXIES: 'zz' is not an address range", "NAMEPLATE_LOG_LEVEL: 'loud' is not one of",
            "NAMEPLATE_PING_WAIT: 'soon' is not a number", "NAMEPLATE_ERASED_NAME: It has an HTML entity",
            "NAMEPLATE_ALLOWED_ORIGINS: 'null' is not an origin",
            "NAMEPLATE_PUBLIC_URL: 'http://sso.example.com' must be https",
        ]
        for failure in expected { #expect(run.error.contains(failure)) }
        #expect(run.error.contains("\(expected.count) settings are wrong"))
        #expect(!(run.output + run.error).contains("u:secret"))
    }

    @Test func `serve refuses the same settings with the same words`() async throws {
        let environment = ["NAMEPLATE_PORT": "x", "NAMEPLATE_LOG_LEVEL": "loud"]
        let checked = try await Program.run("config", "check", environment: environment)
        let served = try await Program.run("serve", environment: environment)
        #expect(served.status == .exited(1))
        #expect(served.error == checked.error)
        #expect(served.error.contains("NAMEPLATE_NETWORK: It is needed"))
        #expect(served.error.contains("NAMEPLATE_NETWORK_KEY: It is needed"))
    }

    @Test func `an unknown variable or member is refused with the nearest name`() async throws {
        try await withFolder { folder in
            let path = try folder.write(#"{"prot": 1}"#, to: "site.json", mode: 0o600)
            let run = try await check(["--config", path], ["NAMEPLATE_PROT": "1"])
            #expect(run.status == .exited(1))
            #expect(run.error.contains("Unknown setting NAMEPLATE_PROT. Did you mean NAMEPLATE_PORT?"))
            #expect(run.error.contains("Unknown setting 'prot' in \(path). Did you mean 'port'?"))
        }
    }

    @Test(arguments: [#"{"port": "8080"}"#, #"{"host": 1}"#, #"{"allowed_origins": [1]}"#, "[]", "{", "nothing"])
    func `a file of settings must have the right types`(json: String) async throws {
        try await withFolder { folder in
            let path = try folder.write(json, to: "site.json", mode: 0o600)
            let run = try await check(["--config", path])
            #expect(run.status == .exited(1))
            #expect(run.error.contains(path))
        }
    }

    @Test func `a file with a secret is refused if others may read it`() async throws {
        try await withFolder { folder in
            let key = try folder.write(Self.goodKey, to: "key", mode: 0o644)
            let json = try folder.write(#"{"network_key": "\#(Self.goodKey)"}"#, to: "site.json", mode: 0o640)
            let file = try await check(["--network-key-file", key], ["NAMEPLATE_NETWORK_KEY": ""])
            #expect(file.status == .exited(1))
            #expect(file.error.contains("chmod 600 \(key)"))
            let member = try await check(["--config", json], ["NAMEPLATE_NETWORK_KEY": ""])
            #expect(member.status == .exited(1))
            #expect(member.error.contains("chmod 600 \(json)"))
        }
    }

    @Test func `a key and a key file together are a mistake`() async throws {
        try await withFolder { folder in
            let key = try folder.write(Self.goodKey, to: "key", mode: 0o600)
            let run = try await check(["--network-key-file", key])
            #expect(run.status == .exited(1))
            #expect(run.error.contains("NETWORK_KEY and NETWORK_KEY_FILE are both set"))
        }
    }

    @Test(arguments: ["testkeytest", "nineteen-bytes-12-x", "changeme-changeme-changeme".filter { $0 != "-" }])
    func `a key that can be guessed is taken on loopback alone`(key: String) async throws {
        let weak = ["NAMEPLATE_NETWORK_KEY": key]
        let home = try await check([], weak)
        #expect(home.status == .exited(0))
        #expect(home.error.contains("Warning: The network key"))
        let open = try await check(["--host", "0.0.0.0", "--public-url", "https://sso.example.com"], weak)
        #expect(open.status == .exited(1))
        #expect(open.error.contains("NAMEPLATE_NETWORK_KEY: The network key"))
    }

    @Test func `a key that Livefyre's Java library would cut is warned of`() async throws {
        let long = "0aB3-9xYz_7kLm2nPq5rSt8uVw1cDe4fGh6jKlMn"
        let run = try await check(
            ["--host", "0.0.0.0", "--public-url", "https://sso.example.com"],
            ["NAMEPLATE_NETWORK_KEY": long]
        )
        #expect(run.status == .exited(0))
        #expect(run.error.contains("over 32 bytes"))
    }

    /// Trying things out over plain http can't be reached from elsewhere by one wrong setting.
    @Test(
        arguments: [
            ("127.0.0.1", "", true), ("localhost", "", true), ("::1", "", true),
            ("127.0.0.1", "https://sso.example.com", true), ("0.0.0.0", "https://sso.example.com", true),
            ("0.0.0.0", "", false), ("0.0.0.0", "http://127.0.0.1:8080", false),
            ("127.0.0.1", "http://sso.example.com", false), ("sso.example.com", "", false),
            ("127.0.0.1.example.com", "", false),
        ]
    )
    func `plain http is for loopback`(host: String, publicURL: String, isGood: Bool) async throws {
        let run = try await check(["--host", host], ["NAMEPLATE_PUBLIC_URL": publicURL])
        #expect(run.status == .exited(isGood ? 0 : 1))
        #expect(run.error.contains("NAMEPLATE_PUBLIC_URL") == !isGood)
    }

    @Test func `the demo is refused to the world`() async throws {
        let run = try await Program.run("demo", "--host", "0.0.0.0", "--public-url", "https://sso.example.com")
        #expect(run.status == .exited(1))
        #expect(run.error.contains("not on loopback"))
    }
}
