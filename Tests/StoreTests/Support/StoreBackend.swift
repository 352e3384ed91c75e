import FoundationEssentials
import Nameplate
import SQLiteStore
import Testing

/// The stores that keep the port's contract.
///
/// Every suite but those named after one of them runs against each.
enum StoreBackend: CaseIterable, CustomTestStringConvertible {
    case sqlite

    var testDescription: String {
        switch self {
        case .sqlite: "SQLite"
        }
    }

    func open(in folder: Folder) async throws -> any Store {
        switch self {
        case .sqlite: try await SQLiteStore(path: folder.database, now: .start)
        }
    }

    /// Runs `body` with an empty store that knows the two networks of the tests.
    func withStore(_ body: (any Store) async throws -> Void) async throws {
        try await Folder.withNew { folder in
            let store = try await open(in: folder)
            try await store.addNetworks([(.labs, "livefyre"), (.other, "livefyre")], at: .start)
            try await body(store)
            try await store.close()
        }
    }
}

/// A folder for one test, which goes with it.
struct Folder {
    let path: String
    var database: String { path + "/nameplate.db" }

    static func withNew(_ body: (Folder) async throws -> Void) async throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "nameplate-store-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: url) }
        try await body(Folder(path: url.path()))
    }
}
