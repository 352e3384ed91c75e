import FoundationEssentials
import Glibc
import Nameplate
import Testing

/// The power goes, and with it all that was not synced: `kill -9` can't show that, as what was written stays.
///
/// The program writes to a disk that keeps only what was synced (`Preloads/power_loss.c`). `CUTS=10000` says how often;
/// 10 times otherwise.
@Suite(.serialized) struct PowerLossTests {
    @Test func `what was answered survives a power cut`() async throws {
        let cuts = getenv("CUTS").map { String(cString: $0) } ?? "10"
        let count = try #require(Int(cuts), "CUTS is a number")
        try await withDisk { disk in
            try await Crashes.with(database: disk.database, environment: disk.environment, afterCrash: disk.cut) {
                crashes in
                for cut in 1...count {
                    let point = FailPoint.ofService.randomElement() ?? .commitDone
                    _ = try await crashes.crash(at: point, times: .random(in: 1...30))
                    if cut.isMultiple(of: 20) || cut == count { #expect(try await crashes.check() == []) }
                }
                print(
                    "\(count) power cuts, \(crashes.answered) renames answered, \(crashes.unanswered) not: none lost."
                )
            }
        }
    }

    @Test func `a database that does not sync is caught losing what was answered`() async throws {
        try await withDisk { disk in
            try await Crashes.with(database: disk.database, environment: disk.environment, afterCrash: disk.cut) {
                crashes in
                let careless = ["POWER_LOSS_IGNORES_SYNC": "1"]
                _ = try await crashes.crash(at: .commitTold, times: 60, environment: careless)
                let findings = try await crashes.check()
                #expect(findings.contains { $0.hasSuffix("a rename that was answered is lost") })
            }
        }
    }

    private func withDisk(_ body: (Disk) async throws -> Void) async throws {
        try await withFolder { folder in
            let library = try await Preload.build("power_loss", in: folder)
            let disk = Disk(folder: folder + "/files", disk: folder + "/disk", library: library)
            for path in [disk.folder, disk.disk] {
                try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            }
            try await body(disk)
        }
    }
}

/// A folder of files, and beside it what of them was synced.
private struct Disk: Sendable {
    let folder: String
    let disk: String
    let library: String

    var database: String { "sqlite:\(folder)/nameplate.db" }

    var environment: [String: String] {
        ["LD_PRELOAD": library, "POWER_LOSS_FOLDER": folder, "POWER_LOSS_DISK": disk]
    }

    /// What was not synced is gone.
    func cut() throws {
        try FileManager.default.removeItem(atPath: folder)
        try FileManager.default.copyItem(atPath: disk, toPath: folder)
    }
}
