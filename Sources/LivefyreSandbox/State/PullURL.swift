import Nameplate

/// The registered template of the publisher's pull endpoint, in which `{id}` stands for the user's id.
struct PullURL: Sendable, Equatable {
    static let longest = 2048

    enum Setter: String, Sendable {
        case configuration, api, studio
    }

    let template: String
    let setBy: Setter

    /// Takes any text with `{id}` in it; one that isn't an absolute address is kept too, because Livefyre's own
    /// libraries register `url/{id}` in their tests and must succeed (livefyre-protocol.md 7.2).
    init?(_ template: String, setBy: Setter) {
        guard template.contains("{id}"), template.utf8.count <= Self.longest else { return nil }
        self.template = template
        self.setBy = setBy
    }

    /// What is odd about the template, in words for its author.
    var warning: String? {
        WebURL(template.replacing("{id}", with: "x")) == nil
            ? "This is not an absolute http or https address, so every pull will fail." : nil
    }

    /// The address for one user: every `{id}` replaced; nil unless it is an absolute http or https address.
    func address(of user: UserID) -> WebURL? {
        WebURL(template.replacing("{id}", with: user.text))
    }
}
