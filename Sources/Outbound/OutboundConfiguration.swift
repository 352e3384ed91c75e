/// The bounds on everything that leaves; every one of them has a value.
package struct OutboundConfiguration: Sendable {
    /// For the name, the connection and TLS together.
    package var connectTimeout: Duration
    /// From the start of the transfer to the last byte.
    package var totalTimeout: Duration
    /// The largest body accepted, in bytes.
    package var maximumBody: Int
    /// Transfers under way at once; the others wait in the order they came.
    package var maximumConcurrent: Int
    package var userAgent: String
    /// A PEM file of the authorities trusted instead of the system's, for an operator with a private one.
    package var authorities: String?

    package init(
        connectTimeout: Duration = .seconds(3),
        totalTimeout: Duration = .seconds(10),
        maximumBody: Int = 256 * 1024,
        maximumConcurrent: Int = 128,
        userAgent: String,
        authorities: String? = nil
    ) {
        precondition(maximumConcurrent > 0, "at least one transfer at a time")
        self.connectTimeout = connectTimeout
        self.totalTimeout = totalTimeout
        self.maximumBody = maximumBody
        self.maximumConcurrent = maximumConcurrent
        self.userAgent = userAgent
        self.authorities = authorities
    }
}
