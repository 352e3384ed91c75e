package import Nameplate

/// Any other part of a site that follows names: it is sent the public part of each changed profile.
///
/// The message is what Standard Webhooks 1.0 says, and nothing is read back.
package struct WebhookNetwork: Network {
    package let name: NetworkName
    package let url: String
    /// The first is the newest.
    package let secrets: [WebhookSecret]

    package var kind: String { "webhook" }
    package var carriesProfile: Bool { true }

    /// - Throws: ``InvalidWebhookAddress`` unless `url` is an absolute http or https address without a fragment.
    package init(name: NetworkName, url: String, secrets: [WebhookSecret]) throws(InvalidWebhookAddress) {
        guard WebURL(url) != nil, !url.contains("#") else { throw InvalidWebhookAddress(text: url) }
        self.name = name
        self.url = url
        self.secrets = secrets
    }

    /// This network with the secrets of another description of it; nil where they are the same.
    package func taking(secretsOf other: WebhookNetwork) -> WebhookNetwork? {
        guard secrets.map(\.digest) != other.secrets.map(\.digest) else { return nil }
        return WebhookNetwork(of: self, secrets: other.secrets)
    }

    private init(of other: WebhookNetwork, secrets: [WebhookSecret]) {
        name = other.name
        url = other.url
        self.secrets = secrets
    }

    package func request(for announcement: Announcement, at now: Timestamp) -> NetworkRequest {
        let body = ProfileEvent(announcement, at: now).body
        let message = WebhookMessage(id: announcement.id, timestamp: now.seconds, body: body)
        return NetworkRequest(
            method: "POST",
            url: url,
            headers: [.init("Content-Type", "application/json")]
                + message.headers(signedBy: secrets).map { .init($0.name, $0.value) },
            body: body
        )
    }
}

package struct InvalidWebhookAddress: Error, Equatable, Sendable, CustomStringConvertible {
    package let text: String
    package var description: String { "'\(text)' is not an absolute http or https address without a fragment." }
}
