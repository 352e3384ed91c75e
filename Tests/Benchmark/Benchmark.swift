import Glibc
import Nameplate
import PostgresStore
import SQLiteStore

/// Measures what has no interface of its own to be measured by; `Tests/Benchmark/compare` runs it beside its peers.
@main
enum Benchmark {
    static func main() async throws {
        let words = Array(CommandLine.arguments.dropFirst())
        let numbers = words.dropFirst().map { Int($0) }
        switch words.first {
        case "mint" where words.count == 2:
            try Minting.run(count: numbers[0] ?? 1)
        case "change" where words.count == 5:
            try await Changing.run(
                address: words[1],
                clients: numbers[1] ?? 1,
                seconds: numbers[2] ?? 1,
                users: numbers[3] ?? 1
            )
        case "fill" where words.count == 4:
            try await Filling.run(address: words[1], users: numbers[1] ?? 1, isOwed: words[3] == "owed")
        default:
            print(
                """
                benchmark mint COUNT                          tokens in this process
                benchmark change STORE CLIENTS SECONDS USERS  durable renames in this process
                benchmark fill STORE USERS owed|cookies       makes users; prints a session's cookie for each

                STORE is a path, or postgres://…
                """
            )
            exit(64)
        }
    }

    static func open(_ address: String) async throws -> any Store {
        if address.hasPrefix("postgres") {
            return try await PostgresStore(try PostgresAddress(address), clock: now)
        }
        return try await SQLiteStore(path: address, now: now())
    }

    static func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// A rename of one user, as the service commits it.
    static func rename(
        _ user: Int,
        to name: String,
        networks: [NetworkName],
        isNew: Bool = false
    ) throws -> ProfileTransaction {
        let display = try DisplayName(name)
        return ProfileTransaction(
            user: try UserID("u-\(user)"),
            edit: isNew
                ? .put(ProfileFields(displayName: display))
                : .patch(try ProfileChange(patch: ["display_name": .string(name)], by: .reader)),
            networks: networks,
            actor: .reader,
            now: now()
        )
    }
}
