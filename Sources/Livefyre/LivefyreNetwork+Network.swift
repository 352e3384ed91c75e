package import Nameplate

extension LivefyreNetwork: Network {
    package var kind: String { "livefyre" }

    package func ping(for user: UserID, at now: Timestamp) -> NetworkRequest {
        NetworkRequest(pingRequest(user: user, now: now.seconds))
    }

    /// Any 2xx is success: 200 is documented, and official libraries differ on the rest.
    package func verdict(onPing status: Int) -> PingVerdict {
        switch status {
        case 200...299: .accepted
        case 300...399: .failed(.redirected)
        case 401, 403: .failed(.unauthorized)
        case 404, 410: .failed(.notFound)
        case 429: .failed(.throttled)
        case 500...599: .failed(.unavailable)
        default: .failed(.unexpected)
        }
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
        self.init(method: request.method, url: request.url, contentType: request.contentType, body: request.body)
    }
}
