import GRDB
package import Nameplate

extension SQLiteStore {
    /// Sweeps in slices, so that a change waits for one slice at the most.
    package func sweep(at now: Timestamp) async throws {
        let steps: [@Sendable (Transaction) throws -> Int] = [
            { try $0.sweepExpiredSessions(at: now) },
            { try $0.forgetOldSecrets(at: now) },
            { try $0.sweepHandoffs(at: now) },
            { try $0.sweepActivity(at: now) },
            { try $0.sweepExchanges(at: now) },
            { try $0.sweepWorkers(at: now) },
        ]
        for step in steps {
            while try await writer.commit(step) == Transaction.sliceOfSweep {}
        }
    }
}
