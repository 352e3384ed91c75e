/// Why a database can't be opened, in words for the person who gave its address.
package struct OpeningError: Error, Sendable, CustomStringConvertible {
    package enum Reason: Error, Equatable, Sendable {
        /// No server answered there, or none that takes writes; it may come yet.
        case unreachable(String)
        /// The server answered and turned us away.
        case refused(String)
        case readOnly
        case crowded
        /// A pooler gives each transaction another session.
        case pooler
        case notificationsLost
        /// Its texts are not in UTF-8.
        case encoding(String)
        case foreignDatabase
        case newerSchema(found: Int, known: Int)
        /// A copy from it or to it is under way.
        case beingCopied
        case unfinishedCopy(source: String)
        case wrongAddress(String)
        case other(String)
    }

    /// Without what is secret of it.
    package let place: String
    package let reason: Reason

    package var description: String {
        switch reason {
        case .unreachable(let detail): "The database \(place) can't be reached: \(detail)"
        case .refused(let detail): "The database \(place) refused the connection: \(detail)"
        case .readOnly:
            "The database \(place) is read-only. Name the primary, or all servers of the cluster: "
                + "postgres://USER@HOST1,HOST2/DATABASE finds the one that takes writes."
        case .crowded:
            "The database \(place) takes no more connections. Lower DATABASE_CONNECTIONS, or raise the server's "
                + "max_connections."
        case .pooler:
            "The database \(place) is behind a pooler that gives each transaction another session. Connect to the "
                + "server itself, or set the pooler to session mode: caches and streams live by LISTEN, which needs a "
                + "session."
        case .notificationsLost:
            "The database \(place) does not pass on what is notified. Connect to the server itself: caches and "
                + "streams live by LISTEN and NOTIFY."
        case .encoding(let name):
            "The database \(place) has the encoding \(name), which can't hold all names. Make one with "
                + "CREATE DATABASE … TEMPLATE template0 ENCODING 'UTF8'."
        case .foreignDatabase: "The schema 'nameplate' of the database \(place) belongs to another program."
        case .newerSchema(let found, let known):
            "The database \(place) has schema \(found), which is newer than this program's, \(known). Run the newer "
                + "version of this program."
        case .beingCopied: "The database \(place) is just being copied. Start this again when that is done."
        case .unfinishedCopy(let source):
            "The database \(place) has an unfinished copy of \(source). Run 'nameplate store copy' again: it goes on "
                + "where it was."
        case .wrongAddress(let detail): "The address of the database can't be read: \(detail)"
        case .other(let detail): "The database \(place) can't be used: \(detail)"
        }
    }
}

extension OpeningError.Reason {
    /// What the server, or libpq, said when nothing else is known of the failure.
    init(_ error: PostgresError) {
        let detail = error.message.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        func says(_ words: String...) -> Bool { words.contains { detail.contains($0) } }
        if error.isCrowded {
            self = .crowded
        } else if says("read-only", "hot standby") || error.sqlState == "25006" {
            self = .readOnly
        } else if says("statement pooling mode") || error.isOfAnotherSession {
            self = .pooler
        } else if says(
            "Connection refused",
            "timeout expired",
            "No such file",
            "could not translate",
            "No route",
            "unreachable",
            "starting up",
            "shutting down",
            "in recovery mode",
            "closed the connection",
            "Connection reset",
            "not yet accepting"
        ) || error.sqlState?.hasPrefix("57P") == true {
            self = .unreachable(detail)
        } else if error.sqlState == nil || error.sqlState?.hasPrefix("28") == true {
            self = .refused(detail)
        } else if error.isBlocked {
            self = .beingCopied
        } else if error.sqlState == "42501" {
            self = .refused("\(detail). The user needs the right to create a schema in it, as its owner has.")
        } else {
            self = .other(detail)
        }
    }

    /// Whether waiting may help.
    var isPassing: Bool {
        switch self {
        case .unreachable, .readOnly, .crowded: true
        default: false
        }
    }
}
