import GRDB
import Nameplate
import Synchronization

/// What was found wrong with the file while it was open.
///
/// It doesn't mend itself, so once is enough: what can be read is served still, and the service isn't ready any more.
final class Damage: Sendable {
    static let advice = "Restore a backup, as 'Restore' in the README says; 'nameplate backup' makes them."

    private let first = Mutex<String?>(nil)

    var found: String? { first.withLock(\.self) }

    func note(_ what: String) { first.withLock { $0 = $0 ?? what } }

    /// Notes an error by which SQLite says that the file is damaged.
    func note(_ error: any Error) {
        guard let error = error as? DatabaseError else { return }
        switch error.resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: note("\(error)")
        default: break
        }
    }

    /// Throws when something was found.
    func check() throws(StoreError) {
        guard let found else { return }
        throw .unavailable("The database is damaged (\(found)). Stop the service. \(Self.advice)")
    }
}
