import Nameplate
import TestSupport

extension Answer {
    /// A claim of the userAuthToken that it holds; whether its signature is right is another test's.
    func claim(_ name: String) -> String? {
        string("token").flatMap { token in
            let parts = token.split(separator: ".")
            guard parts.count == 3, let payload = Base64URL.decode(Array(parts[1].utf8)) else { return nil }
            return JSONValue(parsing: payload)?.object?[name]?.string
        }
    }
}
