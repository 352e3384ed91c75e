/// When the network mails a reader about what.
///
/// A kind that isn't given is `never`.
package struct EmailNotifications: Equatable, Sendable {
    package enum Frequency: String, Sendable, CaseIterable {
        case immediately, often, never
    }

    package var comments = Frequency.never
    package var replies = Frequency.never
    package var likes = Frequency.never
    package var moderatorComments = Frequency.never
    /// `immediately` or `never`: the network's own documents disagree on `often`, so it is never sent.
    package var moderatorFlags = Frequency.never

    package init() {}

    package typealias Kind = (
        name: String, path: any WritableKeyPath<EmailNotifications, Frequency> & Sendable, frequencies: [Frequency]
    )

    package static let kinds: [Kind] = [
        ("comments", \.comments, Frequency.allCases),
        ("replies", \.replies, Frequency.allCases),
        ("likes", \.likes, Frequency.allCases),
        ("moderator_comments", \.moderatorComments, Frequency.allCases),
        ("moderator_flags", \.moderatorFlags, [.immediately, .never]),
    ]
}
