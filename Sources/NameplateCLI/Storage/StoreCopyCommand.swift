import ArgumentParser
import Nameplate
import PostgresStore
import SQLiteStore

struct StoreCopyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "copy",
        abstract: "Copy everything from one database to an empty one, and compare.",
        discussion: """
            EXAMPLES
              nameplate store copy --from sqlite:nameplate.db \\
                --to postgres://nameplate@db/nameplate
              nameplate store copy --from postgres://nameplate@db/nameplate \\
                --to sqlite:nameplate.db

            Readers stay signed in, and what networks are owed is sent from the new place. Stop the service first; \
            no instance starts on either database meanwhile. The first database is only read.

            A copy that was ended in any way goes on where it was when the same command is run again; until it is \
            finished no service starts on it. The exit code is 1 if anything differs in the end.

            A database's password is given as PGPASSWORD or in a file that PGPASSFILE names, rather than in its address.
            """
    )

    @Option(help: ArgumentHelp("What to copy: sqlite:PATH or postgres://USER@HOST/DATABASE.", valueName: "address"))
    var from: String
    @Option(help: ArgumentHelp("Where to, an empty database: the same forms.", valueName: "address"))
    var to: String

    func run() async throws {
        #if DEBUG
        Crash.prepare()
        #endif
        let (from, to) = (try Self.address(from, "--from"), try Self.address(to, "--to"))
        let source = try await from.copySource()
        let target: any CopyTarget
        do {
            target = try await to.copyTarget(for: source)
        } catch {
            try await source.close()
            throw error
        }
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await Self.copy(source, target))
        } catch {
            outcome = .failure(error)
        }
        try await source.close()
        try await target.close()
        try outcome.get()
    }

    private static func address(_ text: String, _ option: String) throws -> DatabaseAddress {
        let address: DatabaseAddress
        do {
            address = try DatabaseAddress(text)
        } catch {
            throw Failure("\(option): \(error)")
        }
        if address.hasPassword {
            let advice = "Give it as PGPASSWORD or in a file that PGPASSFILE names."
            Output.note("Warning: \(option): \(DatabaseAddress.passwordInArguments) \(advice)")
        }
        return address
    }

    private static func copy(_ source: any CopySource, _ target: any CopyTarget) async throws {
        let began = ContinuousClock.now
        let progress = CopyProgress()
        defer { progress.end() }
        let copy = StoreCopy(from: source, to: target) { progress.note($0) }
        let comparisons = try await copy.run(at: systemClock())
        for line in table(of: comparisons).lines { try Output.result(line) }
        let different = comparisons.filter { !$0.isEqual }.map(\.table)
        guard different.isEmpty else {
            throw Failure(
                "\(source.place) and \(target.place) differ in \(different.joined(separator: ", ")), so the copy is not "
                    + "to be used. Something has written to one of them since it was begun: run the same command again, "
                    + "which begins from the start."
            )
        }
        let rows = comparisons.reduce(0) { $0 + $1.source.rows }
        try Output.result(
            "Everything of \(source.place) is at \(target.place): \(rows) rows, equal, "
                + "in \((ContinuousClock.now - began).components.seconds) s."
        )
    }

    private static func table(of comparisons: [StoreCopy.Comparison]) -> TextTable {
        var table = TextTable(header: ["TABLE", "FROM", "TO", "SHA-256"])
        for comparison in comparisons {
            let (source, target) = (comparison.source, comparison.target)
            let checksum = comparison.isEqual ? source.text : "DIFFERENT: \(source.text) and \(target.text)"
            table.add([comparison.table, "\(source.rows)", "\(target.rows)", checksum])
        }
        return table
    }
}

extension DatabaseAddress {
    fileprivate func copySource() async throws -> any CopySource {
        switch self {
        case .sqlite(let path): try await SQLiteCopy.source(path: path)
        case .postgres(let address): try await PostgresCopy.source(address)
        }
    }

    fileprivate func copyTarget(for source: any CopySource) async throws -> any CopyTarget {
        switch self {
        case .sqlite(let path): try await SQLiteCopy.target(path: path, for: source)
        case .postgres(let address): try await PostgresCopy.target(address, for: source)
        }
    }
}
