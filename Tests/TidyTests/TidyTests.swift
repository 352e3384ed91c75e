import Foundation
import Testing

/// House rules that a compiler doesn't know.
@Suite struct TidyTests {
    let tree = SourceTree()

    /// What each target may import, besides the system's own modules (DESIGN's table of targets).
    static let imports: [String: Set<String>] = [
        "Nameplate": ["COpenSSL", "FoundationEssentials"],
        "Livefyre": ["Nameplate", "COpenSSL", "FoundationEssentials"],
        "Webhook": ["Nameplate"],
        "SQLiteStore": ["Nameplate", "GRDB", "FoundationEssentials"],
        "PostgresStore": ["Nameplate", "CLibPQ", "FoundationEssentials"],
        "Outbound": ["CCurl"],
        "NameplateService": [
            "Nameplate", "Outbound", "CArgon2", "Hummingbird", "HummingbirdCore", "HTTPTypes", "Logging", "NIOCore",
            "NIOPosix", "ServiceLifecycle",
        ],
        "LivefyreSandbox": [
            "Nameplate", "Livefyre", "Outbound", "Hummingbird", "HTTPTypes", "Logging", "NIOCore", "ServiceLifecycle",
            "FoundationEssentials",
        ],
    ]

    static let systemModules: Set<String> = ["Swift", "Glibc", "Synchronization", "Dispatch"]

    @Test func `every import stands in its target's column`() throws {
        for file in try tree.swiftFiles(below: "Sources") {
            guard let allowed = Self.imports[file.target] else { continue }
            for line in file.lines {
                let words = line.split(separator: " ")
                guard let keyword = words.firstIndex(of: "import"), keyword <= 2, words.count == keyword + 2,
                    words[..<keyword].allSatisfy({ $0.hasPrefix("@") || ["package", "public"].contains($0) })
                else { continue }
                let module = String(words[keyword + 1])
                #expect(
                    allowed.contains(module) || Self.systemModules.contains(module),
                    "\(file.path) imports \(module)"
                )
            }
        }
    }

    @Test func `the database's C library is touched in one file`() throws {
        let files = try tree.swiftFiles(below: "Sources").filter { file in
            file.lines.contains { $0.split(separator: " ").suffix(2) == ["import", "CLibPQ"] }
        }
        #expect(files.count == 1, "\(files.map(\.path))")
    }

    @Test func `no file is longer than one thing is`() throws {
        let sources = try tree.swiftFiles(below: "Sources").map { ($0, 300) }
        let tests = try tree.swiftFiles(below: "Tests").map { ($0, 400) }
        let longest = (sources + tests).sorted { $0.0.lines.count > $1.0.lines.count }.prefix(5)
        for (file, _) in longest { print("\(file.lines.count) lines: \(file.path)") }
        for (file, limit) in sources + tests {
            #expect(file.lines.count <= limit, "\(file.path) has \(file.lines.count) lines")
        }
    }

    @Test func `no name holds just anything`() throws {
        let banned = ["Manager", "Helper", "Util", "Handler", "Base.swift", "Impl", "DTO", "Mock", "Misc", "Common"]
        for file in try tree.swiftFiles(below: "Sources") {
            for word in banned { #expect(!file.name.contains(word), "\(file.path)") }
        }
    }

    static let forbidden = [
        "try!", "as!", "@unchecked Sendable", "nonisolated(unsafe)", "Task.detached", "fatalError(", "Thread.sleep",
        "FIXME", "TO" + "DO",
    ]

    @Test(arguments: forbidden)
    func `no source says it`(text: String) throws {
        for file in try tree.swiftFiles(below: "Sources") {
            for (number, line) in file.lines.enumerated() {
                #expect(!line.contains(text), "\(file.path):\(number + 1)")
            }
        }
    }

    @Test func `only the command line prints`() throws {
        for file in try tree.swiftFiles(below: "Sources") where file.target != "NameplateCLI" {
            for (number, line) in file.lines.enumerated()
            where !line.trimmingPrefix(while: \.isWhitespace).hasPrefix("//") {
                #expect(!line.contains("print("), "\(file.path):\(number + 1)")
            }
        }
    }

    @Test func `every test of the stores that is not named after one runs on each`() throws {
        for file in try tree.swiftFiles(below: "Tests/StoreTests")
        where file.name.hasSuffix("Tests.swift") && !file.name.hasPrefix("SQLite") && !file.name.hasPrefix("Postgres") {
            let tests = file.lines.count { $0.contains("@Test") }
            let onEach = file.lines.count { $0.contains("StoreBackend.allCases") }
            #expect(tests == onEach, "\(file.path)")
        }
    }

    @Test func `no test sleeps or is switched off`() throws {
        let loose = ["Task." + "sleep", "usleep" + "(", ".disabled" + "(", "withKnown" + "Issue", "Test." + "cancel"]
        for file in try tree.swiftFiles(below: "Tests") {
            for (number, line) in file.lines.enumerated() {
                for text in loose { #expect(!line.contains(text), "\(file.path):\(number + 1)") }
            }
        }
    }

    @Test func `the browser module is under 12 KB when it is compressed`() throws {
        let gzip = Process()
        gzip.executableURL = URL(filePath: "/bin/gzip")
        gzip.arguments = ["-9nc", tree.root.appending(path: "Public/nameplate.js").path]
        let output = Pipe()
        gzip.standardOutput = output
        try gzip.run()
        let bytes = try #require(try output.fileHandleForReading.readToEnd()).count
        gzip.waitUntilExit()
        #expect(gzip.terminationStatus == 0)
        #expect(bytes < 12_000, "\(bytes) bytes")
    }

    @Test func `the top level has its five names and dot-files`() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: tree.root.path).filter { !$0.hasPrefix(".") }
        #expect(
            Set(names).subtracting(["Package.resolved"]) == [
                "Package.swift", "Sources", "Tests", "Public", "README.md",
            ]
        )
    }
}
