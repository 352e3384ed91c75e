import Glibc
import NameplateService

/// How many descriptors this process may have open, and how many of those are left to connections.
///
/// With none left, nothing could be sent or read any more, and a listener that can't accept is called again at once, for
/// ever. So some are kept back for files, the database and networks.
struct Descriptors {
    /// What the program has open when nobody calls: loops, signals, a database with its readers, standard streams.
    private static let own = 64

    let limit: Int

    /// Takes as many as the system gives: a shell's own limit is for programs of another kind.
    static func raised() -> Descriptors {
        var limit = rlimit()
        let descriptors = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(descriptors, &limit) == 0 else { return Descriptors(limit: 1024) }
        var wanted = limit
        wanted.rlim_cur = min(limit.rlim_max, 1 << 20)
        if wanted.rlim_cur > limit.rlim_cur, setrlimit(descriptors, &wanted) == 0 {
            limit = wanted
        }
        return Descriptors(limit: Int(min(limit.rlim_cur, 1 << 30)))
    }

    /// How many connections may be taken where so many calls to others may be under way; half of all at the least.
    func connections(besides calls: Int) -> Int { max(limit / 2, limit - Self.own - calls) }
}
