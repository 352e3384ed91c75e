import Nameplate
import PostgresStore
import Synchronization
import TestDatabase
import Testing

/// An attempt to open a store that should fail.
struct Opening {
    let error: OpeningError
    /// What it said it waits for.
    let waited: [String]

    var reason: OpeningError.Reason { error.reason }

    /// - Throws: When the store opens after all.
    init(of url: String, connections: Int = 6, patience: Duration = .zero) async throws {
        let waited = Mutex<[String]>([])
        let error = await #expect(throws: OpeningError.self) {
            let store = try await PostgresStore(
                try PostgresAddress(url),
                connections: connections,
                patience: patience,
                clock: { .start },
                waiting: { text in waited.withLock { $0.append(text) } }
            )
            try await store.close()
        }
        self.error = try #require(error)
        self.waited = waited.withLock(\.self)
    }

    /// Whether any of it holds the text.
    func says(_ text: String) -> Bool {
        ([String(describing: error), String(reflecting: error)] + waited).contains { $0.contains(text) }
    }
}

extension String {
    /// This URL with another user and password.
    func signedIn(as user: String, _ password: String) -> String {
        guard let at = firstIndex(of: "@") else { return self }
        return "postgres://\(user):\(password)@" + self[index(after: at)...]
    }

    /// Of a URL such as the tests have.
    var password: String {
        guard let at = firstIndex(of: "@"), let colon = self[..<at].lastIndex(of: ":") else { return "" }
        return String(self[index(after: colon)..<at])
    }

    /// This URL with the database of another name.
    func naming(_ database: String) -> String {
        String(dropLast(PostgresServer.name(in: self).count)) + database
    }
}
