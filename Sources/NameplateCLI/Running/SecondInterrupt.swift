import Glibc
import ServiceLifecycle

/// Lets a second Ctrl-C end the program at once: the first has begun to stop it, and somebody is impatient.
struct SecondInterrupt: Service {
    func run() async throws {
        try? await gracefulShutdown()
        signal(SIGINT, SIG_DFL)
    }
}
