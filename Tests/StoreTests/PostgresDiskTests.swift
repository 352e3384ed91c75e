import Glibc
import Nameplate
import PostgresStore
import TestDatabase
import Testing

struct PostgresDiskTests {
    @Test func `a full disk refuses changes whole, and takes them once there is room`() async throws {
        try await PostgresPlace.withServer { place in
            let disk = try SmallDisk(megabytes: 16)
            defer { disk.remove() }
            try await place.run("CREATE TABLESPACE small LOCATION '\(disk.path)'")
            try await place.server.run(
                "CREATE DATABASE small OWNER \(PostgresServer.role) TEMPLATE template0 TABLESPACE small"
            )
            let url = place.server.url(of: "small")
            let store = try await place.open(url)
            var answered = 0
            let refusal = await #expect(throws: StoreError.self) {
                while answered < 5000 {
                    let user = UserID(stored: "user-\(answered)")
                    _ = try await store.change(.put(user, named: "A reader"))
                    answered += 1
                    _ = try await store.change(.patch(user, ["bio": .string(Self.incompressible())]))
                }
            }
            guard case .unavailable(let reason) = refusal else {
                Issue.record("\(String(describing: refusal))")
                return
            }
            #expect(reason.hasPrefix("53100"))
            let counts = try await place.server.run(
                """
                SELECT (SELECT count(*) FROM nameplate.profile), (SELECT count(*) FROM nameplate.delivery),
                    (SELECT sum(version) FROM nameplate.profile), (SELECT count(*) FROM nameplate.activity)
                """,
                in: url
            )[0]
            #expect(counts[0] == "\(answered)")
            #expect(counts[1] == "\(answered)")
            #expect(counts[2] == counts[3])
            try disk.resize(megabytes: 64)
            #expect(try await store.change(.rename(UserID(stored: "user-0"), to: "Ada")).profile.version == 3)
        }
    }

    /// A text that the server can't make shorter.
    private static func incompressible() -> String { Base64URL.encode(systemRandomness(2900)) }
}

/// A file system of its own, which is as large as a test likes.
private struct SmallDisk {
    let path: String

    init(megabytes: Int) throws {
        var template = Array("/tmp/nameplate-disk.XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        try #require(
            mount("tmpfs", path, "tmpfs", 0, "size=\(megabytes)m,mode=777") == 0,
            "a small disk can't be mounted: run the tests as root"
        )
        let owner = try #require(getpwnam("postgres")).pointee
        try #require(chown(path, owner.pw_uid, owner.pw_gid) == 0)
        try #require(chmod(path, 0o700) == 0)
    }

    func resize(megabytes: Int) throws {
        try #require(mount("tmpfs", path, "tmpfs", UInt(MS_REMOUNT), "size=\(megabytes)m") == 0)
    }

    func remove() {
        umount2(path, Int32(MNT_DETACH))
        rmdir(path)
    }
}
