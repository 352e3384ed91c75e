import Glibc
import Subprocess

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

    var options: PlatformOptions {
        var options = PlatformOptions()
        options.userID = identity?.user
        options.groupID = identity?.group
        options.supplementaryGroups = identity.map { _ in [] }
        return options
    }
}
