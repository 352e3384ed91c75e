import Logging
package import Nameplate
import NIOPosix
import Synchronization

/// The networks that run, with the keys that their settings have now.
package struct NetworksRead: Sendable {
    package let comments: [any CommentNetwork]
    package let others: [any Network]
    /// Whose keys are others than before.
    package let changed: [NetworkName]
    /// What else is set otherwise by now, each as a name of a setting: it counts from the next start.
    package let needsRestart: [String]

    package init(
        comments: [any CommentNetwork],
        others: [any Network],
        changed: [NetworkName],
        needsRestart: [String]
    ) {
        self.comments = comments
        self.others = others
        self.changed = changed
        self.needsRestart = needsRestart
    }
}

/// Puts the networks' keys that the settings have now in the place of the running ones, by a signal or a call.
///
/// All at once or, where anything is wrong with the settings, nothing. Requests that run meanwhile have either.
package final class KeyReload: Sendable {
    /// Reads the settings anew; what it throws describes all that is wrong, without secrets.
    package typealias Read = @Sendable () throws -> NetworksRead

    private let networks: Networks
    private let read: Read
    private let store: any Store
    private let sender: PingSender
    private let clock: Clock
    private let logger: Logger
    /// One after another, so that what was read later is also there later.
    private let turn = Mutex(())

    init(
        networks: Networks,
        read: @escaping Read,
        store: any Store,
        sender: PingSender,
        clock: @escaping Clock,
        logger: Logger
    ) {
        self.networks = networks
        self.read = read
        self.store = store
        self.sender = sender
        self.clock = clock
        self.logger = logger
    }

    @discardableResult
    package func run() async throws -> NetworksRead {
        do {
            // Files are read, which may take as long as it likes, so no thread waits here that others need.
            let new = try await NIOThreadPool.singleton.runIfActive { try self.replace() }
            tell(new)
            await resume(new.changed)
            return new
        } catch {
            // All that is wrong has a line each, and a message of the log is one.
            let lines = "\(error)".split(separator: "\n").map { String($0.trimmingPrefix { $0 == " " }) }
            logger.error(
                "keys stay as they are, since the settings are wrong",
                metadata: ["error": "\(lines.joined(separator: " "))"]
            )
            throw error
        }
    }

    private func replace() throws -> NetworksRead {
        try turn.withLock { _ in
            let new = try read()
            networks.replace(comments: new.comments, others: new.others)
            return new
        }
    }

    /// A network that has refused the old key is asked at once what it thinks of the new one.
    private func resume(_ changed: [NetworkName]) async {
        guard !changed.isEmpty else { return }
        for network in changed { sender.changeKey(of: network) }
        do {
            for record in try await store.networks(at: clock()) where changed.contains(record.name) {
                // Without an end the pause is an operator's, whatever they wrote.
                guard let pause = record.pause, pause.until != nil, pause.reason == PingFault.unauthorized.word else {
                    continue
                }
                try await store.resume(record.name)
                sender.decide(nil, for: record.name)
            }
        } catch {
            logger.error("pauses could not be looked at after new keys", metadata: ["error": "\(logReason(error))"])
        }
    }

    private func tell(_ new: NetworksRead) {
        logger.notice(
            "keys of networks were read",
            metadata: ["changed": "\(new.changed.map(\.text).joined(separator: ", "))"]
        )
        guard !new.needsRestart.isEmpty else { return }
        logger.warning(
            "other settings have changed too, and count from the next start",
            metadata: ["settings": "\(new.needsRestart.joined(separator: ", "))"]
        )
    }
}
