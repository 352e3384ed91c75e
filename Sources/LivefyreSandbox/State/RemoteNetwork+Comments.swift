import Livefyre
import Nameplate

extension RemoteNetwork {
    /// The picture of users who have none, as Livefyre names it.
    ///
    /// The sandbox itself never fetches it.
    static let defaultAvatar = "http://avatars.fyre.co/a/anon/50.jpg"

    /// The collection as everybody reads it: made anew only when the last one is too old, names and all.
    func bootstrap(of key: CollectionKey) -> [UInt8] {
        let now = now
        if let document = collections.bootstrap(of: key, at: now) { return document }
        let comments = collections.comments(in: key).filter { !$0.isHidden }
        let document = JSONWriter.object { json in
            json.object("networkSettings") { _ in }
            json.object("siteSettings") { _ in }
            json.object("collectionSettings") { json in
                json.member("collectionId", key.id)
                json.member("numVisible", comments.count)
            }
            json.object("headDocument") { write(comments, to: &$0) }
        }
        let age = configuration.pace.bootstrapAge(randomFraction(configuration.randomness))
        collections.cache(document, of: key, until: now + age)
        return document
    }

    /// Adds a comment; returns its part of the answer, which the writer's page shows before any bootstrap does.
    func post(_ text: String, by bearer: Bearer, to key: CollectionKey) throws(Refusal) -> [UInt8] {
        guard case .user(let author, let claims) = bearer else {
            throw .badRequest("The system user writes no comments.")
        }
        meet(author, named: claims.displayName)
        let isHidden = roles.affiliation(of: author) == .outcast
        guard let comment = collections.add(text, by: author, isHidden: isHidden, to: key, at: now) else {
            throw .badRequest("There are too many collections.")
        }
        timeline.add(nil, nil, author, "commented on \(key.article.prefix(100))")
        return JSONWriter.object { json in
            json.array("messages") { array in array.object { write(comment, to: &$0) } }
            writeAuthors(of: [comment], to: &json)
        }
    }

    private func write(_ comments: [Comment], to json: inout JSONWriter) {
        json.array("content") { array in
            for comment in comments { array.object { write(comment, to: &$0) } }
        }
        writeAuthors(of: comments, to: &json)
    }

    private func write(_ comment: Comment, to json: inout JSONWriter) {
        json.object("content") { json in
            json.member("id", String(comment.id))
            json.member("authorId", jid(comment.author))
            json.member("parentId", "")
            json.member("body", comment.text)
            json.member("bodyHtml", "<p>\(htmlEscaped(comment.text))</p>")
            json.member("createdAt", comment.at.seconds)
            json.member("updatedAt", comment.at.seconds)
        }
        json.member("vis", comment.isHidden ? 2 : 1)
        json.member("type", 0)
        json.member("source", 5)
        json.member("event", comment.at.milliseconds * 1000)
    }

    private func writeAuthors(of comments: [Comment], to json: inout JSONWriter) {
        json.object("authors") { json in
            for id in Set(comments.map(\.author)).sorted() {
                json.object(jid(id)) { writeAuthor(id, to: &$0) }
            }
        }
    }

    private func writeAuthor(_ id: UserID, to json: inout JSONWriter) {
        let user = users[id]
        json.member("id", jid(id))
        json.member("displayName", user?.displayName ?? id.text)
        json.member("avatar", user?.profile?.imageURL ?? Self.defaultAvatar)
        json.member("profileUrl", user?.profile?.profileURL ?? "")
        json.member("tags", user?.profile?.tags ?? [])
        json.member("type", 1)
        json.member("sourceId", "")
    }
}

/// `text` as HTML that shows it as it is.
private func htmlEscaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": escaped += "&amp;"
        case "<": escaped += "&lt;"
        case ">": escaped += "&gt;"
        case "\"": escaped += "&quot;"
        case "'": escaped += "&#39;"
        default: escaped.unicodeScalars.append(scalar)
        }
    }
    return escaped
}
