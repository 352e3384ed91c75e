import FoundationEssentials
import Glibc
import Nameplate
import PostgresStore
import SQLiteStore
import TestDatabase
import Testing

/// The stores that keep the port's contract.
///
/// Every suite but those named after one of them runs against each.
enum StoreBackend: CaseIterable, CustomTestStringConvertible {
    case sqlite, postgres

    var testDescription: String {
        switch self {
        case .sqlite: "SQLite"
        case .postgres: "PostgreSQL"
        }
    }

    /// Runs `body` with a place of its own, in which a store can be opened again and again.
    func withPlace(_ body: (StorePlace) async throws -> Void) async throws {
        SharedCases.note(self)
        switch self {
        case .sqlite:
            try await Folder.withNew { try await body(StorePlace(backend: self, address: $0.database)) }
        case .postgres:
            try await PostgresPlace.withNew { place in
                try await body(StorePlace(backend: self, address: place.url))
            }
        }
    }

    /// Runs `body` with an empty store that knows the two networks of the tests.
    func withStore(_ body: (any Store) async throws -> Void) async throws {
        try await withPlace { try await $0.withStore(body) }
    }

    /// The same where no commit waits for a disk, for a test of tens of thousands of them.
    func withFleetingStore(_ body: (any Store) async throws -> Void) async throws {
        guard self == .sqlite, access("/dev/shm", W_OK) == 0 else { return try await withStore(body) }
        SharedCases.note(self)
        try await Folder.withNew(in: URL(filePath: "/dev/shm")) { folder in
            try await StorePlace(backend: self, address: folder.database).withStore(body)
        }
    }
}

/// Where a store keeps what a test gives it.
struct StorePlace {
    let backend: StoreBackend
    /// A path or a connection URI.
    let address: String

    func open() async throws -> any Store {
        switch backend {
        case .sqlite: try await SQLiteStore(path: address, now: .start)
        // Many tests run at once, each with its own store, at one server.
        case .postgres: try await PostgresStore(try PostgresAddress(address), connections: 6, clock: { .start })
        }
    }

    fileprivate func withStore(_ body: (any Store) async throws -> Void) async throws {
        let store = try await open()
        try await store.setNetworks([(.labs, "livefyre"), (.other, "livefyre")], at: .start)
        try await body(store)
        try await store.close()
    }
}

/// A folder for one test, which goes with it.
struct Folder {
    let path: String
    var database: String { path + "/nameplate.db" }

    static func withNew(
        in place: URL = FileManager.default.temporaryDirectory,
        _ body: (Folder) async throws -> Void
    ) async throws {
        let url = place.appending(path: "nameplate-store-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: url) }
        try await body(Folder(path: url.path()))
    }
}
