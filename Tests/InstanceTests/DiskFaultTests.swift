import Glibc
import Nameplate
import NIOHTTP1
import Subprocess
import TestSupport
import Testing

/// A disk that is full, can't be written or loses what it was given, under a service that runs on an embedded store.
///
/// What can't be kept is refused in words and leaves no trace; what was answered with 200 stays; and when the disk is
/// sound again, all goes on without a restart.
@Suite(.timeLimit(.minutes(10))) struct DiskFaultTests {
    @Test func `a full disk takes no change and nothing else away, and once there is room all goes on`() async throws {
        try await Volume.with(kilobytes: 3072) { volume in
            try await Site.with(database: volume.database, through: volume.programs) { site in
                try await expectRecovery(
                    on: site,
                    saying: "database or disk is full",
                    breaking: volume.fill,
                    mending: volume.makeRoom
                )
            }
        }
    }

    @Test(arguments: [EROFS, EIO, EDQUOT])
    func `a disk that can't be written takes no change and nothing else away, and all goes on when it can`(
        error: Int32
    ) async throws {
        try await FaultyDisk.with { disk in
            try await Site.with(database: disk.database, environment: disk.environment) { site in
                try await expectRecovery(
                    on: site,
                    saying: "disk I/O error",
                    breaking: { try disk.refuseWrites(error) },
                    mending: disk.mend
                )
            }
        }
    }

    @Test func `what was written and could not be synced is called uncertain, and is there whole or not at all`()
        async throws
    {
        try await FaultyDisk.with { disk in
            try await Site.with(database: disk.database, environment: disk.environment) { site in
                let instance = try await site.start()
                let ada = try await instance.signedIn("ada", name: "Ada 1")
                #expect(try await ada.rename("Ada 2").status == 200)
                try disk.refuseSyncs(EIO)
                let doubtful = try await ada.rename("Ada 3")
                #expect(doubtful.status == 503)
                #expect(doubtful.string("type") == "uncertain")
                #expect(doubtful.headers.contains(name: "Retry-After"))
                // As long as the service lives, it isn't there.
                #expect(try await ada.call(.GET, "/profile").number("profile.version") == 2)
                #expect(try await ada.call(.GET, "/auth/token").claim("display_name") == "Ada 2")
                try await site.end(instance, by: SIGKILL)
                try disk.mend()

                let again = try await site.start()
                let profile = try await ada.call(.GET, "/profile")
                let version = try #require(profile.number("profile.version"), "\(profile.text)")
                print("After the crash it was \(version == 3 ? "there" : "not there").")
                #expect(profile.string("profile.display_name") == "Ada \(Int(version))")
                #expect(try await ada.rename("Ada 4").number("profile.version") == version + 1)
                try await site.expectAgreement(of: ["ada"], at: again)
                try await site.end(again)
            }
        }
    }

    @Test func `a sync that fails undoes nothing that was answered, and the next change is whole`() async throws {
        try await FaultyDisk.with { disk in
            try await Site.with(database: disk.database, environment: disk.environment) { site in
                let instance = try await site.start()
                let ada = try await instance.signedIn("ada", name: "Ada 1")
                for version in 2...6 {
                    try disk.refuseSyncs(EIO)
                    #expect(try await ada.rename("Nobody \(version)").string("type") == "uncertain")
                    try disk.mend()
                    #expect(try await ada.rename("Ada \(version)").number("profile.version") == Double(version))
                }
                try await site.end(instance, by: SIGKILL)
                let again = try await site.start()
                // What the network asked for while there was no service was refused, and it asks once.
                let replay = #"{"state":"acknowledged"}"#
                #expect(try await again.backend.call(.POST, "/deliveries/replay", replay).status == 202)
                #expect(try await ada.call(.GET, "/profile").string("profile.display_name") == "Ada 6")
                try await site.expectAgreement(of: ["ada"], at: again)
                try await site.end(again)
            }
        }
    }

    @Test func `a start on a disk that is read-only or full says so and ends`() async throws {
        try await Volume.with(kilobytes: 1024) { volume in
            try await Site.with(database: volume.database, through: volume.programs) { site in
                try await site.end(try await site.start())
                try await volume.remount("ro")
                try await expectEnd(of: site, saying: "can't be written: it is read-only")
                try await volume.remount("rw")
                try volume.fill()
                try await expectEnd(of: site, saying: "its disk is full")
                try volume.makeRoom()
                try await site.end(try await site.start())
            }
        }
    }

    /// Breaks the disk under a service with readers, sees that nothing is lost or made up, mends it, and sees that all
    /// goes on, after a crash too.
    private func expectRecovery(
        on site: Site,
        saying words: String,
        breaking: () throws -> Void,
        mending: () throws -> Void
    ) async throws {
        let instance = try await site.start()
        let ada = try await instance.signedIn("ada", name: "Ada 1")
        let grace = try await instance.signedIn("grace", name: "Grace 1")
        let stream = try await EventStream.open(ada)
        #expect(try await ada.rename("Ada 2").status == 200)
        // This one is owed when the disk breaks, and what comes of its pings can't be written.
        try await site.sandbox.set(#"{"ping_status":503}"#)
        #expect(try await grace.rename("Grace 2").status == 200)
        try breaking()
        try await site.sandbox.clearFaults()
        for _ in 0..<5 { try await expectRefusals(of: ada) }
        _ = try await instance.process.everSays(words)
        try await expectReading(by: ada, at: instance)

        try mending()
        let renamed = try await ada.rename("Ada 3")
        #expect(renamed.status == 200, "\(renamed.text)")
        #expect(renamed.number("profile.version") == 3)
        #expect(renamed.claim("display_name") == "Ada 3")
        #expect(try await stream.until(version: 3))
        #expect(try await ada.call(.POST, "/auth/cycle").status == 200)
        try await site.expectAgreement(of: ["ada", "grace"], at: instance)
        for entry in await site.log.entries { #expect(entry.name != "Nobody") }

        try await site.end(instance, by: SIGKILL)
        let again = try await site.start()
        #expect(try await ada.call(.GET, "/profile").string("profile.display_name") == "Ada 3")
        #expect(try await grace.call(.GET, "/profile").string("profile.display_name") == "Grace 2")
        try await site.end(again)
    }

    private func expectRefusals(of browser: Browser) async throws {
        let calls: [(HTTPMethod, String, String?)] = [
            (.PATCH, "/profile", #"{"display_name":"Nobody"}"#), (.POST, "/auth/cycle", nil),
        ]
        for (method, path, body) in calls {
            let answer = try await browser.call(method, path, body)
            #expect(answer.status == 503, "\(path): \(answer.status) \(answer.text)")
            #expect(answer.string("type") == "unavailable")
            #expect(answer.string("detail") == "Nothing was changed.")
            #expect(answer.headers.contains(name: "Retry-After"))
        }
    }

    /// What needs no change goes on: `/ready` says that the store can be read.
    private func expectReading(by browser: Browser, at instance: Instance) async throws {
        #expect(try await browser.call(.GET, "/profile").string("profile.display_name") == "Ada 2")
        #expect(try await browser.call(.GET, "/auth/session").string("user.id") == "ada")
        #expect(try await browser.call(.GET, "/auth/token").claim("display_name") == "Ada 2")
        #expect(try await instance.backend.call(.GET, "/users/ada").number("profile.version") == 2)
        #expect(try await instance.call(.GET, "/ready").status == 200)
        #expect(try await instance.call(.GET, "/metrics").text.contains("nameplate_store_up 1"))
    }
}

/// That the service doesn't start, and that its last line says why.
func expectEnd(of site: Site, saying words: String) async throws {
    let run = try await site.run("serve")
    #expect(run.status == .exited(1))
    let last = run.error.split(separator: "\n").last.map(String.init) ?? ""
    print(last)
    #expect(last.hasPrefix("Error: "))
    #expect(last.contains(words), "\(run.error)")
}
