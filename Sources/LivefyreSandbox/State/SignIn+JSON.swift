import Nameplate

extension SignIn {
    func writeProfile(to json: inout JSONWriter) {
        json.member("id", id)
        json.member("displayName", displayName)
        json.member("avatar", imageURL ?? RemoteNetwork.defaultAvatar)
        json.nullable("profileUrl", profileURL)
        json.nullable("settingsUrl", settingsURL)
    }

    func writeScopes(of network: String, to json: inout JSONWriter) {
        json.object("modScopes") { json in
            json.member("collections", moderated.compactMap(\.collection).sorted())
            json.member("networks", moderated.contains(.network) ? [network] : [])
            json.member("sites", moderated.compactMap(\.site).sorted())
        }
        json.member("isModAnywhere", !moderated.isEmpty)
    }

    /// The keys have the form of Livefyre's, but open nothing: hidden content isn't sent at all here.
    func writePermissions(in collection: String, to json: inout JSONWriter) {
        json.member("collection_id", collection)
        json.object("permissions") { json in
            if moderated.contains(.network) || moderated.contains(.collection(collection)) {
                json.member("moderator_key", Self.key("moderator \(collection)"))
            }
            json.array("authors") { array in
                array.object { json in
                    json.member("id", id)
                    json.member("key", Self.key("author \(collection) \(id)"))
                }
            }
        }
    }

    private static func key(_ purpose: String) -> String {
        Digest(of: Array(purpose.utf8)).bytes.prefix(16)
            .map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

extension RoleScope {
    fileprivate var site: String? {
        guard case .site(let id) = self else { return nil }
        return id
    }

    fileprivate var collection: String? {
        guard case .collection(let id) = self else { return nil }
        return id
    }
}

extension JSONWriter {
    /// Writes `null` where other members are left out.
    mutating func nullable(_ name: String, _ value: String?) {
        if let value { member(name, value) } else { null(name) }
    }
}
