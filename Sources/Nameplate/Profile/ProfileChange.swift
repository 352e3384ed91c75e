/// An edit that cannot be wrong: a validated JSON merge patch (RFC 7396), or a whole new set of fields.
package struct ProfileChange: Sendable, Equatable {
    package enum Author: Sendable {
        case reader
        case backend
    }

    private let members: [String: JSONValue]

    /// Checks every member by itself, so that what is left can be applied to any profile.
    package init(patch members: [String: JSONValue], by author: Author) throws(InvalidFields) {
        let errors = members.keys.sorted().compactMap { name -> FieldError? in
            guard let field = ProfileField(rawValue: name) else {
                return FieldError(name, "There is no such member.\(Self.suggestion(for: name))")
            }
            guard author == .backend || field.isReaders else {
                return FieldError(name, "Only the site's backend may set this member.")
            }
            return Self.error(in: members[name] ?? .null, of: field)
        }
        guard errors.isEmpty else { throw InvalidFields(errors) }
        self.members = members
    }

    /// The fields after this edit.
    package func applied(to fields: ProfileFields) -> ProfileFields {
        var fields = fields
        for (name, value) in members {
            guard let field = ProfileField(rawValue: name) else { continue }
            // Every member was tried against a bare profile when the change was made, and merging an object can only
            // unset or set members that are each right by themselves.
            try? field.set(value, in: &fields)
        }
        return fields
    }

    /// The fields of a new profile that starts with this edit.
    ///
    /// - Throws: ``InvalidFields`` when there is no display name, without which no profile can be.
    package func fieldsOfNewProfile() throws(InvalidFields) -> ProfileFields {
        guard members["display_name"] != nil else {
            throw InvalidFields([FieldError("display_name", "It is needed.")])
        }
        return applied(to: .blank)
    }

    private static func error(in value: JSONValue, of field: ProfileField) -> FieldError? {
        do {
            var fields = ProfileFields.blank
            try field.set(value, in: &fields)
            return nil
        } catch let error as FieldError {
            return error
        } catch {
            return FieldError(field.rawValue, "It is not of the right form.")
        }
    }

    private static func suggestion(for name: String) -> String {
        nearest(to: name, among: ProfileField.allCases.map(\.rawValue)).map { " Did you mean '\($0)'?" } ?? ""
    }
}

extension ProfileFields {
    /// Reads a whole set of fields, as the backend's PUT gives it: what is absent is unset.
    package init(whole members: [String: JSONValue]) throws(InvalidFields) {
        self = try ProfileChange(patch: members, by: .backend).fieldsOfNewProfile()
    }

    /// What an erased user looks like: the name that the site gives to all of them, and nothing else.
    package static func erased(name: DisplayName) -> ProfileFields {
        ProfileFields(displayName: name)
    }

    fileprivate static let blank = ProfileFields(displayName: .placeholder)

    /// The wire names of the fields in which two sets differ, in the order of ``ProfileField``: for the activity log,
    /// which holds names of fields and never values.
    package func fieldsChanged(from old: ProfileFields) -> [ProfileField] {
        ProfileField.allCases.filter { $0.differs(self, old) }
    }
}
