import ArgumentParser
import Nameplate
import SQLiteStore

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the whole database to a file, while the service runs.",
        discussion: """
            EXAMPLES
              nameplate backup --to /var/backups/nameplate.db
              nameplate backup --config /etc/nameplate/nameplate.json \\
                --to /var/backups/nameplate-$(date +%F).db

            The file is everything as it was at one moment, and is looked through before it gets its name; what ends in \
            .partial is a backup that broke off. Of an SQLite database it is one too. Of PostgreSQL it is an archive \
            of pg_dump's, which must be on the PATH, for pg_restore. It holds readers' data and password hashes, and \
            is its owner's alone.

            Only DATABASE is read of the settings.
            """
    )

    @Option(help: ArgumentHelp("The file to write.", valueName: "path"), completion: .file()) var to: String
    @Flag(help: "Replace a file that is there.") var force = false
    @OptionGroup var options: DatabaseOptions

    func run() async throws {
        let began = ContinuousClock.now
        let database = try options.required()
        let file = try BackupFile(to, isReplacing: force, of: database)
        let bytes: Int
        do {
            try await database.backUp(to: file.partial)
            bytes = try file.finish()
        } catch {
            file.discard()
            throw error
        }
        try Output.result(
            "Everything of \(database.place) is in \(to): \(bytes) bytes, checked, "
                + "in \((ContinuousClock.now - began).components.seconds) s."
        )
    }
}

extension DatabaseAddress {
    fileprivate func backUp(to target: String) async throws {
        switch self {
        case .sqlite(let path):
            let progress = CopyProgress()
            defer { progress.end() }
            try SQLiteBackup.copy(path, to: target) { progress.note("copying", done: $0, of: $1, unit: "pages") }
        case .postgres(let address):
            try await PostgresDump(address).write(to: target)
        }
    }
}
