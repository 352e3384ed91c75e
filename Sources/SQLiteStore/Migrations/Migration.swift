import GRDB
import Nameplate

/// One numbered step of the schema.
///
/// A step that was ever released is never edited; a change is a new step, under the
/// same number in every store.
struct Migration: Sendable {
    let number: Int
    let sql: String

    static let all = [initial, loop]

    /// `NPLT`, by which a database of ours is told from one of another program.
    private static let application = 0x4E50_4C54

    static let newest = all.last?.number ?? 0

    /// Brings the schema up to date, each step in a transaction of its own, and returns the numbers of those.
    @discardableResult
    static func migrate(_ database: Database, at now: Timestamp) throws -> [Int] {
        let done = try lastDone(in: database)
        let missing = all.filter { $0.number > done }
        for step in missing {
            try database.inTransaction(.immediate) {
                try database.execute(sql: step.sql)
                try database.execute(
                    sql: "INSERT INTO migration (number, applied_at) VALUES (?, ?)",
                    arguments: [step.number, now.milliseconds]
                )
                try database.execute(sql: "PRAGMA application_id = \(application)")
                return .commit
            }
        }
        return missing.map(\.number)
    }

    /// The last step that was taken; 0 in a file that has no tables.
    ///
    /// - Throws: ``OpeningError/Reason`` for tables that this program doesn't know.
    static func lastDone(in database: Database) throws -> Int {
        let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
        if tables == 0 { return 0 }
        guard try Int.fetchOne(database, sql: "PRAGMA application_id") == application else {
            throw OpeningError.Reason.foreignDatabase
        }
        let done = try Int.fetchOne(database, sql: "SELECT max(number) FROM migration") ?? 0
        guard done <= newest else { throw OpeningError.Reason.newerSchema(found: done, known: newest) }
        return done
    }
}
