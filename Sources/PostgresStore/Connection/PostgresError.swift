import Nameplate

/// Why a statement or a connection failed.
struct PostgresError: Error, Sendable {
    /// Five characters as the server sent them; nil when there was no answer from it.
    var sqlState: String?
    /// What the server, or libpq, says.
    let message: String
    var constraint: String?
    /// Whether it was the last of the statements that were sent together which failed, or may have been.
    ///
    /// Where the server has said that one before it failed, the last was not done.
    var isOfLast = true

    static let closed = PostgresError(message: "The connection is closed.", isOfLast: false)
    static let late = PostgresError(message: "The server did not answer in time.")

    /// Whether the connection is of no more use.
    ///
    /// Among the server's own answers: the connection is broken (08), the server is stopping, starting or lost its
    /// place as the primary (57P, 25006), or it ended a session that kept a transaction open for too long (25P03).
    var isLost: Bool {
        guard let sqlState else { return true }
        return sqlState.hasPrefix("08") || sqlState.hasPrefix("57P") || sqlState == "25006" || sqlState == "25P03"
    }

    /// Whether the same transaction may well succeed if it is run again: others were in its way.
    ///
    /// Two who create the same row at once both find it absent; the second of them finds it at its next try.
    var isCollision: Bool {
        switch sqlState {
        case "40001", "40P01": true
        case "23505": constraint == "profile_pkey" || constraint == "delivery_pkey"
        default: false
        }
    }

    /// Whether a row was locked by another for too long, who may have come to a standstill.
    var isBlocked: Bool { sqlState == "55P03" }

    /// Whether only what was sent is at fault, and others of the same transaction are not.
    var isRefusal: Bool { sqlState.map { $0.hasPrefix("22") || $0.hasPrefix("23") } ?? false }

    /// Whether a statement met what another client has prepared, or missed what its own has: a pooler lies between.
    var isOfAnotherSession: Bool { sqlState == "42P05" || sqlState == "26000" }

    /// Whether the server takes no more connections for now.
    var isCrowded: Bool {
        message.contains("too many clients") || message.contains("connection slots")
            || message.contains("too many connections")
    }
}

extension PostgresError: CustomStringConvertible {
    /// For the log, which must not hold what users have typed: the server quotes values in what it says of wrong ones.
    var description: String {
        guard let sqlState else { return message.split(separator: "\n").joined(separator: " ") }
        return isRefusal ? "\(sqlState) \(constraint ?? "")" : "\(sqlState) \(message)"
    }
}

extension StoreError {
    /// What a failure means to the port's callers.
    init(from error: any Error) {
        switch error {
        case let error as StoreError: self = error
        case let doubt as Doubt: self = .uncertain("\(doubt)")
        case let error as PostgresError where error.constraint == "delivery_network_fkey": self = .unknownNetwork
        default: self = .unavailable("\(error)")
        }
    }
}
