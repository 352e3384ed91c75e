import Glibc

/// Who runs the servers: PostgreSQL refuses to be run by root.
struct Account: Sendable {
    struct Identity: Sendable {
        let user: uid_t
        let group: gid_t
    }

    /// Nothing means oneself.
    let identity: Identity?

    static let ofServers = Result<Account, MissingProgram> { () throws(MissingProgram) in
        guard geteuid() == 0 else { return Account(identity: nil) }
        guard let entry = getpwnam("postgres")?.pointee else {
            throw MissingProgram(name: "user postgres to run it as", package: "postgresql-15")
        }
        return Account(identity: Identity(user: entry.pw_uid, group: entry.pw_gid))
    }

    /// What stands before a program to have it run as this account.
    ///
    /// The child changes who it is after its exec: between fork and exec, glibc would wait there for threads that the
    /// child doesn't have.
    var prefix: [String] {
        identity.map { ["setpriv", "--reuid=\($0.user)", "--regid=\($0.group)", "--clear-groups", "--"] } ?? []
    }
}
