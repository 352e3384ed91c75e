import Synchronization

/// A real PostgreSQL server in a scratch folder, on a free port of 127.0.0.1 and a socket in that folder.
///
/// It goes with the process that started it, however that ends, and when nobody holds it any more.
package final class PostgresServer: Sendable {
    /// How those other than the superuser prove who they are.
    package enum Authentication: String, Sendable {
        case scram = "scram-sha-256"
        case trust
    }

    /// What a server is made with.
    package struct Options: Sendable {
        package var settings: [String: String] = [:]
        /// Lines of pg_hba.conf that come before the usual ones.
        package var hba: [String] = []
        package var authentication = Authentication.scram
        /// With a certificate for `localhost` alone, so that a client that asks for 127.0.0.1 can be seen to refuse it.
        package var tls = false

        package init() {}
    }

    package let port: Int
    let programs: PostgresPrograms
    let folder: ScratchFolder
    let options: Options
    let password: String
    /// What stands in its configuration by now.
    let settings: Mutex<[String: String]>

    /// The folder of its socket.
    package var socketFolder: String { folder.path }
    /// What a client trusts with `sslrootcert`, if the server has TLS.
    package var certificateAuthority: String { "\(folder.path)/ca.crt" }
    /// What the server says of itself.
    package var logFile: String { "\(folder.path)/log" }
    var data: String { "\(folder.path)/data" }

    private static let starting = Task { try await PostgresServer.start() }

    /// The one of this process, started at first need.
    package static var shared: PostgresServer {
        get async throws { try await starting.value }
    }

    /// Makes a server of one's own.
    package static func start(
        _ adjust: @Sendable (inout Options) -> Void = { _ in }
    ) async throws -> PostgresServer {
        var options = Options()
        adjust(&options)
        let server = try await PostgresServer(options, password: String(UInt64.random(in: 0...(.max)), radix: 36))
        try await server.initialize()
        try await server.start()
        try await server.run("CREATE ROLE \(role) LOGIN PASSWORD '\(server.password)'")
        return server
    }

    /// The name that the service signs in with: no superuser, and the owner of its databases.
    package static let role = "nameplate"

    init(_ options: Options, password: String) async throws {
        self.options = options
        self.password = password
        programs = try await PostgresPrograms()
        folder = try await ScratchFolder()
        port = try DatabasePort.find()
        settings = Mutex(options.settings)
    }

    private func initialize() async throws {
        // A collation that is no byte order, as on most servers, shows statements that forgot to ask for "C".
        try await folder.run(
            programs.path("initdb"),
            [
                "--no-sync", "--pgdata=data", "--username=postgres", "--auth=trust", "--encoding=UTF8",
                "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US",
            ]
        )
        if options.tls { try await folder.makeCertificates() }
    }
}
