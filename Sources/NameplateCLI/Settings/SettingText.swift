import Logging
import Nameplate
import NameplateService

/// What the text of a setting means.
///
/// Each of these throws a sentence that says what would be right.
enum SettingText {
    static func host(_ text: String) throws -> String {
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "/") }) else {
            throw Failure("'\(text)' is not an address or host name, such as 127.0.0.1.")
        }
        return text
    }

    static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "::1" || (host.hasPrefix("127.") && AddressRange(host) != nil)
    }

    /// 0 becomes a free port, because origin and cookie are named by it before anything listens.
    static func port(_ text: String, host: String?) throws -> Int {
        let port = try whole(text, in: 0...65535)
        return port == 0 ? try FreePort.pick(on: host ?? "127.0.0.1") : port
    }

    static func whole(_ text: String, in range: ClosedRange<Int>) throws -> Int {
        guard let number = Int(text), range.contains(number) else {
            throw Failure("'\(text)' is not a whole number from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }

    static func seconds(_ text: String, in range: ClosedRange<Int>) throws -> Duration {
        guard let number = Double(text), number >= Double(range.lowerBound), number <= Double(range.upperBound) else {
            throw Failure("'\(text)' is not a number of seconds from \(range.lowerBound) to \(range.upperBound).")
        }
        return .milliseconds(Int64(number * 1000))
    }

    /// 0 stands for no limit.
    static func secondsOrZero(_ text: String, in range: ClosedRange<Int>) throws -> Duration {
        if Double(text) == 0 { return .zero }
        do {
            return try seconds(text, in: range)
        } catch let failure as Failure {
            throw Failure("\(failure.description.dropLast()), nor 0.")
        }
    }

    /// So many a second; 0 stands for no limit.
    static func rate(_ text: String) throws -> Double {
        guard let rate = Double(text), rate == 0 || (0.1...100_000).contains(rate) else {
            throw Failure("'\(text)' is not a number from 0.1 to 100000, nor 0.")
        }
        return rate
    }

    static func origin(_ text: String) throws -> Origin {
        guard let origin = Origin(text.hasSuffix("/") ? String(text.dropLast()) : text) else {
            throw Failure(
                "'\(text)' is not an origin: https:// or http://, a host in lower case, and a port if it isn't the "
                    + "scheme's own."
            )
        }
        return origin
    }

    /// Without https a browser takes no cookie worth having; so plain http is for trying out, and can't be reached from
    /// elsewhere by a slip (promises.md S60).
    static func checkSafety(of origin: Origin, boundTo host: String?) throws {
        guard !origin.isHTTPS else { return }
        guard origin.isLoopback else { throw Failure("'\(origin)' must be https, since it is not on loopback.") }
        guard let host, !isLoopback(host) else { return }
        throw Failure("'\(origin)' must be https, since HOST \(host) is not on loopback.")
    }

    static func displayName(_ text: String) throws -> DisplayName { try DisplayName(text) }

    static func webAddress(_ text: String) throws -> String {
        guard WebURL(text) != nil else { throw Failure("'\(text)' is not an absolute http or https address.") }
        return text
    }

    static func addressRange(_ text: String) throws -> AddressRange {
        guard let range = AddressRange(text) else {
            throw Failure("'\(text)' is not an address range, such as 10.0.0.0/8 or 192.0.2.7.")
        }
        return range
    }

    /// The message never shows the key.
    static func apiKey(_ text: String) throws -> String {
        guard text.utf8.count >= 32, text.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else {
            throw Failure("An API key has at least 32 visible ASCII characters. Try: openssl rand -hex 24")
        }
        return text
    }

    static func logLevel(_ text: String) throws -> Logger.Level {
        guard let level = Logger.Level(rawValue: text) else {
            let all = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
            throw Failure("'\(text)' is not one of \(all).")
        }
        return level
    }
}
