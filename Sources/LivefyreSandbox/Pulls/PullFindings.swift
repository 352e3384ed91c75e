import Nameplate

/// Reads a pulled document strictly, by all rules of livefyre-protocol.md 6.3.
///
/// What it finds is shown beside the profile and never stops an update.
enum PullFindings {
    static func of(_ document: JSONValue) -> [FieldError] {
        guard var members = document.object else { return [] }
        var findings: [FieldError] = []
        switch members.removeValue(forKey: "id") {
        case .string: break
        case nil, .null: findings.append(FieldError("id", "It is missing."))
        default: findings.append(FieldError("id", "It must be a string."))
        }
        if members.removeValue(forKey: "disabled") != nil {
            findings.append(FieldError("disabled", "There is no such member."))
        }
        do {
            _ = try ProfileChange(patch: members, by: .backend)
        } catch {
            findings += error.errors
        }
        return findings
    }
}
