package import Logging
import Synchronization

/// Keeps every line that is logged, so that a test can look for what must not be there.
package final class LogRecorder: Sendable {
    private let recorded = Mutex<[String]>([])

    package init() {}

    package var lines: [String] { recorded.withLock { $0 } }

    package func logger() -> Logger {
        var logger = Logger(label: "test") { _ in Handler(recorder: self) }
        logger.logLevel = .trace
        return logger
    }

    private struct Handler: LogHandler {
        let recorder: LogRecorder
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace
        var metadataProvider: Logger.MetadataProvider?

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let provided = metadata.merging(metadataProvider?.get() ?? [:]) { $1 }
            let all = provided.merging(event.metadata ?? [:]) { $1 }
            recorder.recorded.withLock { $0.append("\(event.level) \(event.message) \(all)") }
        }
    }
}
