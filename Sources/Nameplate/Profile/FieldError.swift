/// One member of a request that is wrong, and why, for the `errors` of a problem document (RFC 9457).
package struct FieldError: Error, Equatable, Sendable {
    package let field: String
    package let detail: String

    package init(_ field: String, _ detail: String) {
        self.field = field
        self.detail = detail
    }
}

/// Every wrong member of one request together.
package struct InvalidFields: Error, Equatable, Sendable {
    package let errors: [FieldError]
    package init(_ errors: [FieldError]) { self.errors = errors }
}
