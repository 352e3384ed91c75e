import FoundationEssentials
import Glibc
import Testing

/// A folder whose disk fails as it is told, for a program into which `Preloads/disk_fault.c` is preloaded.
///
/// Disks do this that no test can make fail: a kernel takes a file system for read-only under whoever writes to it when
/// its disk has errors, and only then.
struct FaultyDisk: Sendable {
    private let folder: String
    private let library: String

    var database: String { "sqlite:\(folder)/files/nameplate.db" }

    var environment: [String: String] {
        [
            "LD_PRELOAD": library, "DISK_FAULT_FOLDER": "\(folder)/files", "DISK_FAULT_WRITE": "\(folder)/write",
            "DISK_FAULT_SYNC": "\(folder)/sync",
        ]
    }

    static func with(_ body: (FaultyDisk) async throws -> Void) async throws {
        try await withFolder { folder in
            let files = folder + "/files"
            try FileManager.default.createDirectory(atPath: files, withIntermediateDirectories: true)
            let disk = FaultyDisk(folder: folder, library: try await Preload.build("disk_fault", in: folder))
            try disk.mend()
            try await body(disk)
        }
    }

    func refuseWrites(_ error: Int32) throws { try tell("write", "\(error)") }

    func refuseSyncs(_ error: Int32) throws { try tell("sync", "\(error)") }

    func mend() throws {
        for file in ["write", "sync"] { try tell(file, "") }
    }

    private func tell(_ file: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(file)"), options: .atomic)
    }
}
