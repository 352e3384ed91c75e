import NameplateService
import ServiceLifecycle
import UnixSignals

/// Reads the networks' keys anew at each SIGHUP.
struct Hangup: Service {
    let keyReload: KeyReload

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            // What is wrong was logged, and everything goes on as before.
            _ = try? await keyReload.run()
        }
    }
}
