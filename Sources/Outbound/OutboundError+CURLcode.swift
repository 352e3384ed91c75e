import CCurl

extension OutboundError {
    /// What libcurl's code means to a caller.
    ///
    /// - Parameters:
    ///   - result: A code other than `CURLE_OK`.
    ///   - connected: Whether the connection stood; libcurl has one code for both timeouts.
    init(_ result: CURLcode, connected: Bool) {
        switch result {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            self = .unresolved
        case CURLE_COULDNT_CONNECT:
            self = .refused
        case CURLE_OPERATION_TIMEDOUT:
            self = connected ? .timeout : .connectTimeout
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS, CURLE_USE_SSL_FAILED:
            self = .tls
        case CURLE_FILESIZE_EXCEEDED:
            self = .responseTooLarge
        // An untrusted URL that carries a user name is "login denied".
        case CURLE_URL_MALFORMAT, CURLE_LOGIN_DENIED:
            self = .badURL
        // The scheme was checked before, so this is an answer without a status line.
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY:
            self = .notHTTP
        case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE, CURLE_HTTP2,
            CURLE_HTTP2_STREAM:
            self = .connectionLost
        default:
            self = .other(code: Int32(result.rawValue))
        }
    }
}
