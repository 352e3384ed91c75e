import Nameplate

/// What the service said when it refused, in lines for people (RFC 9457).
struct ServiceRefusal: CustomStringConvertible {
    let status: Int
    let body: [UInt8]

    var description: String {
        guard let members = JSONValue(parsing: body)?.object, let title = members["title"]?.string else {
            return "It answered \(status). Is it a Nameplate service?"
        }
        var lines = [title + (members["detail"]?.string.map { ": \($0)" } ?? ".")]
        lines += errors(in: members)
        switch status {
        case 401: lines.append("NAMEPLATE_API_KEY, or --api-key-file, must have the key that the service was given.")
        case 403: lines.append("The service itself needs NAMEPLATE_API_KEY, or an API_KEY_FILE, for these calls.")
        default: break
        }
        return lines.map(\.printable).joined(separator: "\n")
    }

    private func errors(in members: [String: JSONValue]) -> [String] {
        guard case .array(let errors) = members["errors"] else { return [] }
        return errors.compactMap(\.object).map { error in
            "  \(error["field"]?.string ?? ""): \(error["detail"]?.string ?? "")"
        }
    }
}
