import AsyncHTTPClient
import Nameplate
import NIOCore
import NIOHTTP1
import Testing

/// What came back over HTTP.
struct Answer {
    let status: Int
    let headers: HTTPHeaders
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }

    var json: [String: JSONValue] { JSONValue(parsing: body)?.object ?? [:] }

    /// A member by its path, such as `profile.display_name` or `deliveries.0.state`.
    subscript(path: String) -> JSONValue? {
        path.split(separator: ".").reduce(JSONValue?.some(.object(json))) { value, step in
            switch value {
            case .object(let members): members[String(step)]
            case .array(let values): Int(step).flatMap { values.indices.contains($0) ? values[$0] : nil }
            default: nil
            }
        }
    }

    func string(_ path: String) -> String? { self[path]?.string }
    func number(_ path: String) -> Double? { self[path]?.number }

    /// The fields that a problem document names.
    var wrongFields: [String] {
        guard case .array(let errors)? = self["errors"] else { return [] }
        return errors.compactMap { $0.object?["field"]?.string }
    }
}
