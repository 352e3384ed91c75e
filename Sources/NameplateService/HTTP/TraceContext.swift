import HTTPTypes
import Logging

/// Where a request stands in a trace, which whoever called began or which begins here (W3C Trace Context, level 1).
///
/// It is only passed on: into the log, and to networks with their pings.
struct TraceContext: Sendable, Equatable {
    /// What the running request or ping belongs to.
    @TaskLocal static var current: TraceContext?

    private let trace: (high: UInt64, low: UInt64)
    private let span: UInt64
    private let isSampled: Bool
    /// What tracing systems of others want passed on with it.
    private let state: String?

    /// Begins a trace, which nobody is known to record.
    init() {
        trace = (.random(in: .min ... .max), .random(in: 1 ... .max))
        span = .random(in: 1 ... .max)
        isSampled = false
        state = nil
    }

    /// A step of the caller's trace; nil if it sent none, or one that can't be read.
    init?(continuing headers: HTTPFields) {
        guard let parent = headers[.traceparent], let (trace, flags) = Self.parse(parent) else { return nil }
        self.trace = trace
        span = .random(in: 1 ... .max)
        isSampled = flags & 1 == 1
        state = headers[.tracestate].flatMap { Self.isPassable($0) ? $0 : nil }
    }

    var traceID: String { Self.hex(trace.high) + Self.hex(trace.low) }

    /// What a call that this one makes is sent with.
    var headers: [(name: String, value: String)] {
        let parent = "00-\(traceID)-\(Self.hex(span))-\(isSampled ? "01" : "00")"
        return [("traceparent", parent)] + (state.map { [("tracestate", $0)] } ?? [])
    }

    static func == (left: TraceContext, right: TraceContext) -> Bool {
        left.trace == right.trace && left.span == right.span
    }

    /// `version-trace-parent-flags` in lower-case hexadecimal digits; later versions may have more behind.
    private static func parse(_ text: String) -> (trace: (high: UInt64, low: UInt64), flags: UInt64)? {
        let bytes = Array(text.utf8)
        let dash = UInt8(ascii: "-")
        guard bytes.count >= 55, [2, 35, 52].allSatisfy({ bytes[$0] == dash }),
            let version = number(bytes[0..<2]), version != 255,
            bytes.count == 55 || (version != 0 && bytes[55] == dash),
            let high = number(bytes[3..<19]), let low = number(bytes[19..<35]), (high, low) != (0, 0),
            let parent = number(bytes[36..<52]), parent != 0,
            let flags = number(bytes[53..<55])
        else { return nil }
        return ((high, low), flags)
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> UInt64? {
        var number: UInt64 = 0
        for digit in digits {
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): number = number << 4 | UInt64(digit - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): number = number << 4 | UInt64(digit - UInt8(ascii: "a") + 10)
            default: return nil
            }
        }
        return number
    }

    private static func hex(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// At least 512 characters are to be passed on (3.3.1.5), and more could be anything.
    private static func isPassable(_ state: String) -> Bool {
        (1...512).contains(state.utf8.count) && state.utf8.allSatisfy { (0x20...0x7e).contains($0) }
    }
}

extension Logger {
    /// Says in each line which trace it belongs to; it costs nothing where nothing is logged.
    var tracing: Logger {
        var logger = self
        logger.handler.metadataProvider = MetadataProvider {
            TraceContext.current.map { ["trace_id": "\($0.traceID)"] } ?? [:]
        }
        return logger
    }
}
