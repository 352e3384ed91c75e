import HTTPTypes

/// What every page tells the browser to refuse.
struct PageHeaders: Sendable {
    private let isHTTPS: Bool
    private let newspaper: Newspaper?

    init(settings: ServiceSettings) {
        isHTTPS = settings.publicOrigin.isHTTPS
        newspaper = settings.newspaper
    }

    func fields(for path: String) -> HTTPFields {
        var fields: HTTPFields = [
            .contentSecurityPolicy: policy(for: path),
            .referrerPolicy: "same-origin",
            .crossOriginResourcePolicy: "same-origin",
            // The login page is also a popup of other origins' pages, which it tells when it is done.
            .crossOriginOpenerPolicy: path == "/login" ? "unsafe-none" : "same-origin",
        ]
        if isHTTPS { fields[.strictTransportSecurity] = "max-age=31536000" }
        return fields
    }

    private func policy(for path: String) -> String {
        let network = newspaper.flatMap { Newspaper.holds(path) ? " \($0.livefyre)" : nil } ?? ""
        return "default-src 'none'; script-src 'self'\(network); style-src 'self'; "
            + "img-src 'self' https: data:\(network); connect-src 'self'\(network); "
            + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    }
}
