import Glibc
import NIOCore
import ServiceLifecycle

/// A service that may listen on a port, and says in plain words why it can't.
struct ListeningService: Service, CustomStringConvertible {
    private let service: any Service
    private let host: String
    private let port: Int
    private let option: String

    init(_ service: any Service, host: String, port: Int, option: String) {
        self.service = service
        self.host = host
        self.port = port
        self.option = option
    }

    var description: String { "\(type(of: service))" }

    func run() async throws {
        do {
            try await service.run()
        } catch let error as IOError {
            throw Failure(explain(error))
        } catch let error as SocketAddressError {
            throw Failure("Can't listen on '\(host)': \(error).")
        }
    }

    private func explain(_ error: IOError) -> String {
        switch error.errnoCode {
        case EADDRINUSE: "Port \(port) on \(host) is taken. Choose another with \(option)."
        case EACCES: "This user may not listen on port \(port). Choose another with \(option)."
        case EADDRNOTAVAIL: "'\(host)' is no address of this machine."
        default: "Can't listen on port \(port) of \(host): \(error)."
        }
    }
}
