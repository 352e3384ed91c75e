import Nameplate

/// The comment streams, each with its cached bootstrap document.
struct Collections: Sendable {
    private static let mostCollections = 1000
    private static let mostComments = 1000

    private var collections: [CollectionKey: Collection] = [:]
    private var lastComment = 0

    struct Collection: Sendable {
        var comments: [Comment] = []
        var bootstrap: Bootstrap?
    }

    /// What everybody reads until it is too old.
    struct Bootstrap: Sendable {
        let document: [UInt8]
        let expiresAt: Timestamp
    }

    func comments(in key: CollectionKey) -> [Comment] { collections[key]?.comments ?? [] }

    func bootstrap(of key: CollectionKey, at now: Timestamp) -> [UInt8]? {
        guard let bootstrap = collections[key]?.bootstrap, now < bootstrap.expiresAt else { return nil }
        return bootstrap.document
    }

    /// Only collections with comments are kept, so that reading made-up addresses costs no memory.
    mutating func cache(_ document: [UInt8], of key: CollectionKey, until expiry: Timestamp) {
        collections[key]?.bootstrap = Bootstrap(document: document, expiresAt: expiry)
    }

    /// - Returns: The comment, or nil when there are too many collections already.
    mutating func add(
        _ text: String,
        by author: UserID,
        isHidden: Bool,
        to key: CollectionKey,
        at now: Timestamp
    )
        -> Comment?
    {
        guard collections[key] != nil || collections.count < Self.mostCollections else { return nil }
        lastComment += 1
        let comment = Comment(id: lastComment, author: author, text: text, at: now, isHidden: isHidden)
        var comments = comments(in: key)
        if comments.count == Self.mostComments { comments.removeFirst() }
        collections[key, default: Collection()].comments = comments + [comment]
        return comment
    }
}

/// Names one stream: by the site and the publisher's own id of the article.
struct CollectionKey: Hashable, Sendable {
    private static let longest = 255
    let site: String
    let article: String

    /// Takes the article's id in Base64 of either alphabet.
    init?(site: String, encodedArticle: String) {
        guard let bytes = Base64URL.decode(encodedArticle.utf8), !bytes.isEmpty, bytes.count <= Self.longest,
            !site.isEmpty, site.utf8.count <= Self.longest
        else { return nil }
        self.site = site
        article = String(decoding: bytes, as: UTF8.self)
    }

    /// The numeric id of the stream, the same for as long as its names are.
    var id: String {
        let digest = Digest(of: Array("\(site)\n\(article)".utf8))
        return String(digest.bytes.prefix(5).reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }
}

/// Something a user wrote.
///
/// Its text is plain text, whatever it looks like.
struct Comment: Sendable {
    static let longest = 5000
    let id: Int
    let author: UserID
    let text: String
    let at: Timestamp
    /// Written by a banned user: nobody else sees it (livefyre-protocol.md 10.2).
    let isHidden: Bool
}
