/// A call to make to the network.
///
/// It is only described here: send it with any HTTP client.
public struct LivefyreRequest: Equatable, Sendable {
    public let method: String
    /// Absolute.
    ///
    /// It may carry a token in its query, so keep it out of logs.
    public let url: String
    /// The `Content-Type` to send; nil where there is no body.
    public let contentType: String?
    public let body: [UInt8]

    public init(method: String, url: String, contentType: String? = nil, body: [UInt8] = []) {
        self.method = method
        self.url = url
        self.contentType = contentType
        self.body = body
    }
}

/// A template of a pull URL without the literal `{id}`, in whose place the network puts the user's id.
public struct InvalidPullTemplate: Error, Equatable, Sendable, CustomStringConvertible {
    public var description: String { "A pull URL needs the literal {id}, in whose place the user's id is put." }
}
