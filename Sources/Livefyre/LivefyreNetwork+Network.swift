package import Nameplate

extension LivefyreNetwork: CommentNetwork {
    package var kind: String { "livefyre" }
    package var carriesProfile: Bool { false }

    package func request(for announcement: Announcement, at now: Timestamp) -> NetworkRequest {
        NetworkRequest(pingRequest(user: announcement.user, now: now.seconds))
    }

    package func registration(ofPullURL template: String, at now: Timestamp) throws -> NetworkRequest {
        do {
            return NetworkRequest(try registerRequest(pullURL: template, now: now.seconds))
        } catch {
            throw InvalidPullURL(error.description)
        }
    }

    package func accepted(registration status: Int) -> Bool { (200...299).contains(status) }

    package func admitsPull(with token: String, at now: Timestamp) -> Bool {
        (try? verifySystemToken(token, now: now.seconds)) != nil
    }

    /// What the network reads of a profile (livefyre-protocol.md 6.3 and 6.4): `id` and `display_name` always, other
    /// members only where they are set; of an erased user nothing else, whatever the fields hold.
    package func document(of profile: Profile) -> [UInt8] {
        JSONWriter.object { json in
            json.member("id", profile.user.text)
            if profile.isErased {
                json.member("display_name", profile.fields.displayName.text)
            } else {
                profile.fields.writeMembers(to: &json)
            }
        }
    }

    package func userAuthToken(for user: UserID, named name: DisplayName, expires: Timestamp) -> String {
        mint.token(user: user.text, name: name.text, expires: expires.seconds)
    }
}

extension NetworkRequest {
    fileprivate init(_ request: LivefyreRequest) {
        self.init(
            method: request.method,
            url: request.url,
            headers: request.contentType.map { [Header("Content-Type", $0)] } ?? [],
            body: request.body
        )
    }
}
