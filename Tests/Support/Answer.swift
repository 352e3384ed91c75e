package import Nameplate
package import NIOHTTP1

/// What came back over HTTP.
package struct Answer: Sendable {
    package let status: Int
    package let headers: HTTPHeaders
    package let body: [UInt8]

    package var text: String { String(decoding: body, as: UTF8.self) }

    package var json: [String: JSONValue] { JSONValue(parsing: body)?.object ?? [:] }

    /// A member by its path, such as `profile.display_name` or `deliveries.0.state`.
    package subscript(path: String) -> JSONValue? {
        path.split(separator: ".").reduce(JSONValue?.some(.object(json))) { value, step in
            switch value {
            case .object(let members): members[String(step)]
            case .array(let values): Int(step).flatMap { values.indices.contains($0) ? values[$0] : nil }
            default: nil
            }
        }
    }

    package func string(_ path: String) -> String? { self[path]?.string }
    package func number(_ path: String) -> Double? { self[path]?.number }

    /// The fields that a problem document names.
    package var wrongFields: [String] {
        guard case .array(let errors)? = self["errors"] else { return [] }
        return errors.compactMap { $0.object?["field"]?.string }
    }
}
