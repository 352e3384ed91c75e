import HTTPTypes

extension HTTPField.Name {
    static let requestID = named("X-Request-Id")
    static let nameplateUser = named("Nameplate-User")
    static let secFetchSite = named("Sec-Fetch-Site")
    static let accelBuffering = named("X-Accel-Buffering")
    static let forwardedFor = named("X-Forwarded-For")
    static let referrerPolicy = named("Referrer-Policy")
    static let traceparent = named("traceparent")
    static let tracestate = named("tracestate")
    static let crossOriginOpenerPolicy = named("Cross-Origin-Opener-Policy")

    private static func named(_ name: String) -> Self {
        guard let name = Self(name) else { preconditionFailure("'\(name)' is not a token of RFC 9110") }
        return name
    }
}
