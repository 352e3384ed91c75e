import Nameplate

/// One numbered step of the schema.
///
/// A step that was ever released is never edited; a change is a new step, under the same number in every store. The
/// version before must be able to work with the tables as a step leaves them, since its instances run on while those
/// of the new version start: a step adds, and what it makes needless goes with a later one.
struct Migration: Sendable {
    let number: Int
    let statements: [String]

    static let all = [initial, loop]
    static let newest = all.last?.number ?? 0

    /// So that of many who start at once one migrates and the others wait for it: `NPLT`, as SQLite's file says.
    private static let lock = "SELECT pg_advisory_xact_lock(1313885268)"

    /// Brings the schema up to date in one transaction, and returns the numbers of the steps that it took.
    static func migrate(_ connection: Connection, at now: Timestamp) throws -> [Int] {
        try connection.run([
            Statement("BEGIN"), Statement("SET LOCAL statement_timeout = 0"), Statement("SET LOCAL lock_timeout = 0"),
        ])
        do {
            // Ten instances that start at once wait for the first; it has much to do only if the tables are large.
            try connection.run([Statement(lock)], within: .seconds(600))
            let steps = try missing(in: connection)
            for step in steps {
                try connection.run(step.statements.map { Statement($0) } + [step.note(at: now)], within: .seconds(600))
            }
            try connection.run([Statement("COMMIT")])
            return steps.map(\.number)
        } catch {
            _ = try? connection.run([Statement("ROLLBACK")])
            throw error
        }
    }

    private func note(at now: Timestamp) -> Statement {
        Statement(
            "INSERT INTO migration (number, applied_at) VALUES ($1::int, $2::bigint)",
            String(number),
            String(now.milliseconds)
        )
    }

    private static func missing(in connection: Connection) throws -> [Migration] {
        if let done = try lastDone(in: connection) { return all.filter { $0.number > done } }
        try connection.run([
            Statement("CREATE SCHEMA IF NOT EXISTS nameplate"),
            Statement("CREATE TABLE migration (number int PRIMARY KEY, applied_at bigint NOT NULL)"),
        ])
        return all
    }

    /// The last step that was taken; nil in a database that has nothing of ours.
    ///
    /// - Throws: ``OpeningError/Reason`` for tables that this program doesn't know.
    static func lastDone(in connection: Connection) throws -> Int? {
        let found = try connection.run([
            Statement(
                """
                SELECT to_regclass('nameplate.migration') IS NOT NULL,
                    (SELECT count(*) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
                    WHERE nspname = 'nameplate')
                """
            )
        ])[0].first
        guard found?[0] == true else {
            guard found?[1] as Int? == 0 else { throw OpeningError.Reason.foreignDatabase }
            return nil
        }
        let done = try highest(in: connection)
        guard done <= newest else { throw OpeningError.Reason.newerSchema(found: done, known: newest) }
        return done
    }

    private static func highest(in connection: Connection) throws -> Int {
        do {
            let rows = try connection.run([Statement("SELECT coalesce(max(number), 0) FROM migration")])[0]
            return rows.first?[0] ?? 0
        } catch {
            throw error.isOfAnotherTable ? OpeningError.Reason.foreignDatabase : error
        }
    }
}

extension PostgresError {
    /// Whether a column is missing, or of another type: the table has our name and is another program's.
    fileprivate var isOfAnotherTable: Bool { ["42703", "42804", "42883", "22P02"].contains(sqlState) }
}
