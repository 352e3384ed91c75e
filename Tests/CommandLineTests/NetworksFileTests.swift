import Subprocess
import Testing

/// Several networks, by a file.
struct NetworksFileTests {
    private static let goodKey = "kJ8-zQ2xWv5_nB7tRy4m"
    private static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    private static let nextSecret = "whsec_b3RoZXItc2VjcmV0LW9mLXRoZS10ZXN0cw=="

    @Test func `networks of a file are shown, and no secret is`() async throws {
        try await withFolder { folder in
            let run = try await check(
                folder,
                """
                {"networks":[
                {"name":"labs.fyre.co","kind":"livefyre","key_file":"labs.key","auth_url":"https://auth.example.com"},
                {"name":"other.fyre.co","kind":"livefyre","url":"http://127.0.0.1:9/","key_files":["labs.key"]},
                {"name":"search.example.com","kind":"webhook","url":"https://search.example.com/hook?a=b",
                 "secret_files":["one.secret","two.secret"],"concurrency":4,"rate":50}]}
                """
            )
            #expect(run.status == .exited(0), "\(run.error)")
            let table = run.lines.drop { !$0.contains(" KIND ") }.map { $0.split(separator: " ").map(String.init) }
            #expect(table.first == ["NETWORK", "KIND", "URL", "KEYS", "PLACES", "RATE"])
            #expect(
                table.dropFirst().first == ["labs.fyre.co", "livefyre", "https://labs.quill.fyre.co", "1", "32", "-"]
            )
            #expect(table.dropFirst(2).first == ["other.fyre.co", "livefyre", "http://127.0.0.1:9", "1", "32", "-"])
            #expect(
                table.dropFirst(3).first == [
                    "search.example.com", "webhook", "https://search.example.com/hook?a=b", "2", "4", "50/s",
                ]
            )
            for secret in [Self.goodKey, Self.secret, "MfKQ9r8G"] {
                #expect(!(run.output + run.error).contains(secret))
            }
        }
    }

    @Test func `everything that is wrong is said together, each with its place`() async throws {
        try await withFolder { folder in
            let run = try await check(
                folder,
                """
                {"networks":[
                {"name":"labs","kind":"livefyre","url":"labs.quill","key_file":"labs.key"},
                {"name":"a.example.com","kind":"webhook","url":"ftp://a","secret_file":"labs.key"},
                {"name":"b.example.com","kind":"mail"},
                {"name":"c.example.com","kind":"webhook","secret_file":"nowhere","concurrency":0,"rate":"fast"},
                {"name":"a.example.com","kind":"livefyre","keyfile":"labs.key"},
                "d",
                {"name":"e.fyre.co","kind":"livefyre","key_file":"labs.key","key_files":["labs.key"],
                 "auth_url":"nowhere"}]}
                """
            )
            #expect(run.status == .exited(1))
            let file = "in \(folder.path)/networks.json"
            let expected = [
                "networks[0].name \(file): 'labs' is not a network's full name",
                "networks[0].url \(file): 'labs.quill' is not an absolute http or https address",
                "networks[1].url \(file): 'ftp://a' is not an absolute http or https address",
                "networks[1].secret_file \(file): A webhook's secret starts with whsec_.",
                "networks[2].kind \(file): 'mail' is neither livefyre nor webhook.",
                "networks[3].secret_file \(file): '\(folder.path)/nowhere' can't be read",
                "networks[3].url \(file): It is needed.",
                "networks[3].concurrency \(file): It must be a whole number from 1 to 1000.",
                "networks[3].rate \(file): It must be a number of pings a second",
                "networks[4].name \(file): a.example.com is there twice.",
                "networks[4].keyfile \(file): The kind livefyre has no such member. Did you mean 'key_file'?",
                "networks[4].key_file \(file): It is needed",
                "networks[5] \(file): It must be an object.",
                "networks[6].key_file \(file): It is given besides key_files",
                "networks[6].auth_url \(file): 'nowhere' is not an absolute",
            ]
            for failure in expected { #expect(run.error.contains(failure), "\(failure)\n\(run.error)") }
            #expect(run.error.contains("\(expected.count) settings are wrong"))
        }
    }

    @Test(arguments: [
        ("[]", "is not a JSON object"), (#"{"network":[]}"#, "There is only 'networks'"),
        (#"{"networks":{}}"#, "an array"), (#"{"networks":[]}"#, "no network of the kind livefyre"),
        (
            #"{"networks":[{"name":"a.example.com","kind":"webhook","url":"https://a.example.com","secret_file":"one.secret"}]}"#,
            "no network of the kind livefyre"
        ),
    ])
    func `a file without a comment network is refused`(json: String, reason: String) async throws {
        try await withFolder { folder in
            let run = try await check(folder, json)
            #expect(run.status == .exited(1))
            #expect(run.error.contains(reason))
        }
    }

    @Test func `networks are set in one place`() async throws {
        try await withFolder { folder in
            let run = try await check(
                folder,
                #"{"networks":[{"name":"labs.fyre.co","kind":"livefyre","key_file":"labs.key"}]}"#,
                ["NAMEPLATE_NETWORK": "labs.fyre.co", "NAMEPLATE_NETWORK_KEY": Self.goodKey]
            )
            #expect(run.status == .exited(1))
            #expect(run.error.contains("NAMEPLATE_NETWORK: It is set besides NETWORKS_FILE"))
            #expect(run.error.contains("NAMEPLATE_NETWORK_KEY: It is set besides NETWORKS_FILE"))
        }
    }

    @Test func `a key that can be guessed is taken on loopback alone`() async throws {
        try await withFolder { folder in
            let json = #"{"networks":[{"name":"labs.fyre.co","kind":"livefyre","key_file":"weak.key"}]}"#
            let home = try await check(folder, json)
            #expect(home.status == .exited(0))
            #expect(home.error.contains("Warning: networks[0]: The network key"))
            let world = ["NAMEPLATE_HOST": "0.0.0.0", "NAMEPLATE_PUBLIC_URL": "https://sso.example.com"]
            let open = try await check(folder, json, world)
            #expect(open.status == .exited(1))
            #expect(open.error.contains("networks[0].key_file in \(folder.path)/networks.json: The network key"))
        }
    }

    @Test func `a file with a secret is refused if others may read it`() async throws {
        try await withFolder { folder in
            let open = try folder.write(Self.goodKey, to: "open.key", mode: 0o644)
            let json = #"{"networks":[{"name":"labs.fyre.co","kind":"livefyre","key_file":"open.key"}]}"#
            let run = try await check(folder, json)
            #expect(run.status == .exited(1))
            #expect(run.error.contains("chmod 600 \(open)"))
        }
    }

    @Test(
        arguments: [
            ("kJ8-zQ2xWv5_nB7tRy4m,nB7tRy4mkJ8-zQ2xWv5_", nil), ("kJ8-zQ2xWv5_nB7tRy4m,", "The network key is empty"),
            ("kJ8-zQ2xWv5_nB7tRy4m, nB7tRy4mkJ8-zQ2xWv5_", "No blank may stand beside the comma"),
            ("kJ8-zQ2xWv5_nB7tRy4m,b,c", "There are 3 keys; two are enough"),
        ] as [(String, String?)]
    )
    func `NETWORK_KEY takes two keys`(text: String, reason: String?) async throws {
        let run = try await Program.run(
            ["config", "check"],
            environment: ["NAMEPLATE_NETWORK": "labs.fyre.co", "NAMEPLATE_NETWORK_KEY": text]
        )
        #expect(run.status == .exited(reason == nil ? 0 : 1))
        if let reason { #expect(run.error.contains("NAMEPLATE_NETWORK_KEY: \(reason)")) }
    }

    @Test func `a token of either key is good, and the first mints`() async throws {
        let both = ["NAMEPLATE_NETWORK": "labs.fyre.co", "NAMEPLATE_NETWORK_KEY": "testkeytest,\(Self.goodKey)"]
        let minted = try await Program.run("token", "system", environment: both)
        let token = minted.output.filter { !$0.isNewline }
        for (keys, status) in [("testkeytest", 0), ("\(Self.goodKey),testkeytest", 0), (Self.goodKey, 1)] {
            let run = try await Program.run(
                ["token", "verify", "--system", token],
                environment: ["NAMEPLATE_NETWORK": "labs.fyre.co", "NAMEPLATE_NETWORK_KEY": keys]
            )
            #expect(run.status == .exited(Int32(status)))
        }
    }

    @Test func `the demo has a network of its own`() async throws {
        let run = try await Program.run(["demo"], environment: ["NAMEPLATE_NETWORKS_FILE": "networks.json"])
        #expect(run.status == .exited(1))
        #expect(run.error.contains("The demo's network is its own sandbox"))
    }

    private func check(
        _ folder: Folder,
        _ json: String,
        _ environment: [String: String] = [:]
    ) async throws -> Program.Run {
        try folder.write(Self.goodKey + "\n", to: "labs.key", mode: 0o600)
        try folder.write("testkeytest", to: "weak.key", mode: 0o600)
        try folder.write(Self.secret, to: "one.secret", mode: 0o600)
        try folder.write(Self.nextSecret, to: "two.secret", mode: 0o600)
        let path = try folder.write(json, to: "networks.json", mode: 0o644)
        return try await Program.run(
            ["config", "check"],
            environment: ["NAMEPLATE_NETWORKS_FILE": path].merging(environment) { $1 }
        )
    }
}
