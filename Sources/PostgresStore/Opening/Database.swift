import Nameplate

/// A database that was reached, and found to be one that a store can live in.
struct Database: Sendable {
    private static let pause = Duration.milliseconds(300)

    let server: Server
    private let worker: Worker

    /// - Throws: ``OpeningError``
    init(_ address: PostgresAddress, patience: Duration, waiting: (String) -> Void) async throws {
        server = Server(address.parameters)
        worker = Worker(server, label: "opening")
        var deadline: ContinuousClock.Instant?
        while let reason = await failure() {
            guard reason.isPassing, patience > .zero, deadline.map({ $0 > .now }) ?? true else { throw error(reason) }
            if deadline == nil {
                waiting("\(error(reason)) Trying again for \(patience.components.seconds) s.")
                deadline = .now + patience
            }
            // The server comes in its own time, and says nothing when it does.
            try await Task.sleep(for: Self.pause)
        }
    }

    func error(_ reason: OpeningError.Reason) -> OpeningError {
        OpeningError(place: server.parameters.place, reason: reason)
    }

    /// Brings the tables up to date, and returns the numbers of the steps that this took.
    ///
    /// From then on the database is not copied as long as this is open.
    func migrate(at now: Timestamp) async throws -> [Int] {
        do {
            return try await onWorker { worker in
                try worker.perform { connection in
                    try Presence.join(connection)
                    return try Migration.migrate(connection, at: now)
                }
            }
        } catch let reason as OpeningError.Reason {
            throw error(reason)
        } catch let error as PostgresError {
            throw self.error(OpeningError.Reason(error))
        }
    }

    /// Runs `body` on this database's connection.
    func run<Value: Sendable>(_ body: @escaping @Sendable (Connection) throws -> Value) async throws -> Value {
        try await onWorker { try $0.perform(body) }
    }

    func close() async { try? await onWorker { $0.close() } }

    /// Why it can't be used; nil if it can.
    private func failure() async -> OpeningError.Reason? {
        do {
            try await onWorker { [server] worker in
                try worker.perform { connection in
                    let encoding = connection.encoding
                    guard encoding == "UTF8" else { throw OpeningError.Reason.encoding(encoding) }
                    if try PoolerProbe.isTransactionPooler(connection, server) { throw OpeningError.Reason.pooler }
                }
            }
            return nil
        } catch {
            await close()
            return error as? OpeningError.Reason ?? (error as? PostgresError).map { OpeningError.Reason($0) }
                ?? .other("\(error)")
        }
    }

    private func onWorker<Value: Sendable>(
        _ body: @escaping @Sendable (Worker) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            worker.start { [worker] in continuation.resume(with: Result { try body(worker) }) }
        }
    }
}
