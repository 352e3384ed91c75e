import PostgresStore
import Testing

/// What is read of a database's address, and that nothing secret of it is ever said.
struct PostgresAddressTests {
    @Test(
        arguments: [
            "postgres://ada:se%cret@host/db", "postgres://ada:secret@[::1]x/db", "postgres://ada:secret@[::1/db",
            "postgres://ada:secret@host/db?sslmod=require", "postgres://ada:secret@host/db?sslmode",
            "postgres://ada:se@cret@host/db", "postgres://ada:se/cret@host/db", "postgres://ada:secret/@host/db",
            "postgres://ada:s?e@cret@host/db", "postgres://host/db?password=secret&x=y", "postgres://secret@a@b",
            "postgres://host/db?password=se%cret", "postgres://host/db?password=secret=more", "mysql://ada:secret@host",
            "host=h password=top secret", "postgres:/ada:secret@host", "",
        ]
    )
    func `what can't be read is refused, and its password is not said`(url: String) {
        let error = #expect(throws: OpeningError.self) { try PostgresAddress(url) }
        guard case .wrongAddress = error?.reason else {
            Issue.record("\(url): \(error?.description ?? "none")")
            return
        }
        let said = "\(error.map(String.init(describing:)) ?? "") \(error.map(String.init(reflecting:)) ?? "")"
        for secret in ["secret", "cret", "se%", "top"] { #expect(!said.contains(secret), "\(said)") }
    }

    @Test func `what is wrong is named where no secret is near`() {
        for (url, hint) in [
            ("postgres://host/db?sslmod=require", "sslmod"), ("postgres://ada:secret@host/db?sslmod=require", "sslmod"),
            ("postgres://ada:se/cret@host/db", "%2F"), ("postgres://ada:s@cret@host/db", "%40"),
            ("mysql://host/db", "postgres://"), ("postgres://ada:100%@host", "%25"),
        ] {
            let error = #expect(throws: OpeningError.self) { try PostgresAddress(url) }
            #expect(error?.description.contains(hint) == true, "\(url): \(error?.description ?? "")")
        }
    }

    @Test(
        arguments: [
            ("postgres://ada:secret@host/db", "postgres://host/db"),
            ("postgresql://ada:se%40cr%2Fet@one:1,two:2/db?sslmode=verify-full", "postgres://one:1,two:2/db"),
            ("postgres://%2Frun%2Fpostgresql/db?password=secret", "postgres:///run/postgresql/db"),
            ("postgres://[::1]:5433/db?user=ada", "postgres://::1:5433/db"),
        ]
    )
    func `a place is said without who goes there`(url: String, place: String) throws {
        #expect(try PostgresAddress(url).place == place)
    }
}
