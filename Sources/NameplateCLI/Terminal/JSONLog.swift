import Glibc
import Logging
import Nameplate
import Synchronization

/// Writes each message as a JSON object on a line of its own.
///
/// Whatever a message or its metadata holds, it can't end its line or begin another: JSON writes line breaks out.
struct JSONLog: LogHandler {
    /// A pipe keeps only short writes together.
    private static let turn = Mutex(())

    let label: String
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    init(label: String) { self.label = label }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var line = line(event, at: systemClock())
        line.append(UInt8(ascii: "\n"))
        Self.turn.withLock { _ in line.withUnsafeBytes(Self.write) }
    }

    /// The object for one message.
    func line(_ event: LogEvent, at time: Timestamp) -> [UInt8] {
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { $1 } }
        if let given = event.metadata { all.merge(given) { $1 } }
        return JSONWriter.object { json in
            json.member("time", time.rfc3339)
            json.member("level", event.level.rawValue)
            json.member("label", label)
            json.member("message", event.message.description)
            // The type alone: an error's text may quote what a client sent.
            json.member("error", event.error.map { String(reflecting: type(of: $0)) })
            if !all.isEmpty { json.member("metadata", json: Self.value(of: .dictionary(all))) }
        }
    }

    private static func value(of metadata: Logger.Metadata.Value) -> JSONValue {
        switch metadata {
        case .string(let text): .string(text)
        case .stringConvertible(let value): .string(value.description)
        case .array(let values): .array(values.map(value))
        case .dictionary(let members): .object(members.mapValues(value))
        }
    }

    /// Where the log can't be written there is nobody left to tell, and the service goes on.
    private static func write(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes
        while !rest.isEmpty {
            let count = Glibc.write(STDERR_FILENO, rest.baseAddress, rest.count)
            if count > 0 {
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            } else if errno == EAGAIN {
                var waiting = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
                poll(&waiting, 1, -1)
            } else if errno != EINTR {
                return
            }
        }
    }
}
