import FoundationEssentials
import Glibc
import Nameplate
import NIOHTTP1
import Subprocess
import TestSupport
import Testing

/// A database file that was written over while the service was stopped.
///
/// Looking through the whole of a large file would hold up every start, so only what the start needs is looked at by
/// then; the rest is looked through once the service runs, and until then what can't be read is refused.
@Suite(.timeLimit(.minutes(10))) struct DamageTests {
    private static let users = 400

    @Test func `a file whose beginning is lost is refused, and it is said what to do`() async throws {
        try await withSite { site, file in
            try overwrite(file, from: 0, count: 100)
            try await expectEnd(of: site, saying: "is not an SQLite database. If it was one, it is damaged: Restore a")
        }
    }

    @Test func `a file whose tables can't be found is refused, and it is said what to do`() async throws {
        try await withSite { site, file in
            // Behind the header, where the schema is.
            try overwrite(file, from: 100, count: 3996)
            try await expectEnd(of: site, saying: "is damaged")
            try await expectEnd(of: site, saying: "Restore a backup")
        }
    }

    @Test func `damage that the start doesn't meet ends readiness, is said, and crashes nothing`() async throws {
        try await withSite { site, file in
            let page = try place(of: "Reader 200", in: file) / 4096
            try overwrite(file, from: page * 4096, count: 4096)
            let instance = try await site.start()
            let line = try await instance.process.everSays("the database is damaged")
            print(line)
            #expect(line.contains("critical"))
            #expect(line.contains("restore a backup"))
            let ready = try await instance.call(.GET, "/ready")
            #expect(ready.status == 503)
            _ = try await instance.process.everSays("not ready")

            var answers: [Int: Int] = [:]
            for index in 0..<Self.users {
                let user = "reader-\(index)"
                let read = try await instance.backend.call(.GET, "/users/\(user)")
                if read.status == 200 { #expect(read.string("profile.display_name") == "Reader \(index)") }
                let changed = try await instance.backend.call(.PATCH, "/users/\(user)", #"{"bio":"X"}"#)
                for status in [read.status, changed.status] { answers[status, default: 0] += 1 }
            }
            print("Reads and changes were answered so: \(answers)")
            #expect(answers[503] ?? 0 > 0)
            #expect(answers[200] ?? 0 > 0)
            #expect(answers.keys.allSatisfy { [200, 503].contains($0) })
            #expect(try await instance.call(.GET, "/health").status == 200)
            try await site.end(instance)

            let backup = try await site.run("backup", "--to", file + ".backup")
            #expect(backup.status == .exited(1))
            #expect(backup.error.contains("damaged"))
        }
    }

    @Test func `a sound backup in the place of a damaged file is all it takes`() async throws {
        try await withSite { site, file in
            #expect(try await site.run("backup", "--to", file + ".backup").status == .exited(0))
            try overwrite(file, from: 0, count: 8192)
            #expect(try await site.run("serve").status == .exited(1))
            for suffix in ["", "-wal", "-shm"] { unlink(file + suffix) }
            #expect(rename(file + ".backup", file) == 0)
            let instance = try await site.start()
            #expect(try await instance.call(.GET, "/ready").status == 200)
            let last = try await instance.backend.call(.GET, "/users/reader-\(Self.users - 1)")
            #expect(last.string("profile.display_name") == "Reader \(Self.users - 1)")
            try await site.end(instance)
        }
    }

    /// A site with many readers, whose service has stopped.
    private func withSite(_ body: (_ site: Site, _ file: String) async throws -> Void) async throws {
        try await withFolder { folder in
            let file = "\(folder)/nameplate.db"
            try await Site.with(database: "sqlite:\(file)") { site in
                let instance = try await site.start()
                _ = try await inParallel(Self.users, atOnce: 16) { index in
                    let profile = #"{"display_name":"Reader \#(index)"}"#
                    let created = try await instance.backend.call(.PUT, "/users/reader-\(index)", profile)
                    try #require(created.status == 201)
                }
                try await site.end(instance)
                try await body(site, file)
            }
        }
    }

    private func place(of text: String, in file: String) throws -> Int {
        let bytes = try Data(contentsOf: URL(filePath: file))
        return try #require(bytes.firstRange(of: Data(text.utf8))).lowerBound
    }

    private func overwrite(_ file: String, from start: Int, count: Int) throws {
        let descriptor = open(file, O_WRONLY | O_CLOEXEC)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        let noise = [UInt8](repeating: 0x5A, count: count)
        try #require(pwrite(descriptor, noise, count, start) == count)
    }
}
