import Logging
import Nameplate
import ServiceLifecycle

/// Goes through all that each network should have once a day, and has it pinged for what it doesn't.
///
/// It finds what other ways miss: drift, and deliveries that are older than their profile. Of several instances one does
/// it. One that stops in the middle leaves the rest to the next night.
struct NightlyReconciliation: Service {
    private static let every = Duration.seconds(86_400)
    private static let slice = 1000
    /// So often it says how far it is, in profiles.
    private static let progress = 100_000

    let store: any Store
    let networks: Networks
    let interval: Duration
    let clock: Clock
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try? await Task.sleep(for: interval)  // that a day is over, nothing else tells
                for network in networks.names where !Task.isCancelled { await reconcile(network) }
            }
        }
    }

    private func reconcile(_ network: NetworkName) async {
        var logger = logger
        logger[metadataKey: "network"] = "\(network)"
        do {
            let now = clock()
            guard try await store.takeReconciliation(of: network, every: Self.every, at: now) else { return }
            try await goThrough(network, logger)
        } catch {
            logger.error("the nightly reconciliation stopped", metadata: ["error": "\(logReason(error))"])
        }
    }

    private func goThrough(_ network: NetworkName, _ logger: Logger) async throws {
        var total = Reconciliation.Result(examined: 0, owed: 0, next: nil)
        repeat {
            let slice = Reconciliation(.drifted, of: network, after: total.next, limit: Self.slice)
            let result = try await store.reconcile(slice, at: clock())
            let isMilestone = (total.examined + result.examined) / Self.progress > total.examined / Self.progress
            total.examined += result.examined
            total.owed += result.owed
            total.next = result.next
            if isMilestone { logger.info("reconciling", metadata: total.metadata) }
        } while total.next != nil && !Task.isCancelled
        logger.notice("reconciled", metadata: total.metadata)
    }
}

extension Reconciliation.Result {
    var metadata: Logger.Metadata { ["examined": "\(examined)", "owed": "\(owed)"] }
}
