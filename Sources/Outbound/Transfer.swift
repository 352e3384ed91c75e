import CCurl

/// One easy handle, used for one request after another.
///
/// The options that never change are set once; the others are set anew for every request, so nothing of the last
/// request is left. With ``Multi`` and the callbacks it is the only place that touches libcurl.
@safe final class Transfer {
    let handle: UnsafeMutableRawPointer
    private(set) var submission: Submission?
    private let totalTimeout: Duration
    private let reception: Reception
    private var headerList: UnsafeMutablePointer<curl_slist>?

    init(_ configuration: OutboundConfiguration) {
        guard let handle = unsafe curl_easy_init() else { preconditionFailure("no memory for a transfer") }
        unsafe self.handle = handle
        totalTimeout = configuration.totalTimeout
        reception = Reception(maximumBody: configuration.maximumBody)
        setBounds(configuration)
        setTrust(configuration)
        setCallbacks()
    }

    deinit {
        unsafe curl_easy_cleanup(handle)
        unsafe curl_slist_free_all(headerList)
    }

    func begin(_ submission: Submission) throws(OutboundError) {
        let request = submission.request
        reception.begin(request.target)
        // Unchecked, a URL that libcurl does not take would leave the last request's in its place.
        guard set(CURLOPT_URL, request.url) else { throw .badURL }
        try setMethod(request)
        try setHeaders(request)
        // The empty name forbids the environment's proxy; none allows it.
        guard set(CURLOPT_PROXY, request.target == .untrusted ? "" : nil),
            set(CURLOPT_DISALLOW_USERNAME_IN_URL, request.target == .untrusted ? 1 : 0)
        else { throw .other(code: Int32(CURLE_OUT_OF_MEMORY.rawValue)) }
        require(CURLOPT_TIMEOUT_MS, min(request.timeout ?? totalTimeout, totalTimeout).wholeMilliseconds)
        self.submission = submission
    }

    /// Gives up the submission, so that it is answered once.
    func end() -> Submission? {
        defer { submission = nil }
        return submission
    }

    func outcome(_ result: CURLcode) -> Submission.Outcome {
        if result == CURLE_OK { return .success(response()) }
        if reception.isTooLarge { return .failure(.responseTooLarge) }
        if reception.refusedAddress, result == CURLE_COULDNT_CONNECT || result == CURLE_ABORTED_BY_CALLBACK {
            return .failure(.forbiddenAddress)
        }
        return .failure(OutboundError(result, connected: number(CURLINFO_PRETRANSFER_TIME_T) > 0))
    }

    private func response() -> OutboundResponse {
        var status = 0
        unsafe _ = nameplate_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
        return OutboundResponse(
            status: status,
            head: reception.head,
            body: reception.body,
            microseconds: number(CURLINFO_TOTAL_TIME_T)
        )
    }

    private func number(_ info: CURLINFO) -> Int {
        var value: curl_off_t = 0
        unsafe _ = nameplate_get_offset(handle, info, &value)
        return Int(value)
    }
}

// MARK: Options of every request

extension Transfer {
    private func setBounds(_ configuration: OutboundConfiguration) {
        require(CURLOPT_CONNECTTIMEOUT_MS, configuration.connectTimeout.wholeMilliseconds)
        precondition(
            unsafe nameplate_set_offset(handle, CURLOPT_MAXFILESIZE_LARGE, curl_off_t(configuration.maximumBody))
                == CURLE_OK
        )
        require(CURLOPT_FOLLOWLOCATION, 0)
        // Signals belong to the process, not to a library's thread.
        require(CURLOPT_NOSIGNAL, 1)
        // A resolver that hangs is left to end by itself; without this, removing a transfer waits for it.
        require(CURLOPT_QUICK_EXIT, 1)
        precondition(set(CURLOPT_PROTOCOLS_STR, "http,https"))
        precondition(set(CURLOPT_USERAGENT, configuration.userAgent))
        require(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    }

    /// The certificate must be valid and name the host; there is no setting that turns this off.
    private func setTrust(_ configuration: OutboundConfiguration) {
        require(CURLOPT_SSL_VERIFYPEER, 1)
        require(CURLOPT_SSL_VERIFYHOST, 2)
        require(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
        require(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS)
        if let authorities = configuration.authorities {
            precondition(set(CURLOPT_CAINFO, authorities))
            // Some builds also trust a directory; "instead of the system's" means that too.
            precondition(set(CURLOPT_CAPATH, nil))
        }
    }

    private func setCallbacks() {
        let owner = unsafe Unmanaged.passUnretained(self).toOpaque()
        let receiver = unsafe Unmanaged.passUnretained(reception).toOpaque()
        let results = unsafe [
            nameplate_set_pointer(handle, CURLOPT_PRIVATE, owner),
            nameplate_set_writer(handle, CURLOPT_HEADERFUNCTION, takeHead),
            nameplate_set_pointer(handle, CURLOPT_HEADERDATA, receiver),
            nameplate_set_writer(handle, CURLOPT_WRITEFUNCTION, takeBody),
            nameplate_set_pointer(handle, CURLOPT_WRITEDATA, receiver),
            nameplate_set_socket_opener(handle, openSocket),
            nameplate_set_pointer(handle, CURLOPT_OPENSOCKETDATA, receiver),
            nameplate_set_before_request(handle, checkPeer),
            nameplate_set_pointer(handle, CURLOPT_PREREQDATA, receiver),
        ]
        precondition(results.allSatisfy { $0 == CURLE_OK })
    }
}

// MARK: Options of one request

extension Transfer {
    private func setMethod(_ request: OutboundRequest) throws(OutboundError) {
        // libcurl knows GET and POST; of the other methods only the word differs.
        let word = request.method == .get || request.method == .post ? nil : request.method.rawValue
        guard set(CURLOPT_CUSTOMREQUEST, word) else { throw .other(code: Int32(CURLE_OUT_OF_MEMORY.rawValue)) }
        guard request.method.hasBody else {
            require(CURLOPT_HTTPGET, 1)
            return
        }
        require(CURLOPT_POST, 1)
        // The length first: libcurl copies that many bytes.
        let length = curl_off_t(request.body.count)
        let copied = unsafe request.body.withUnsafeBytes { bytes in
            unsafe nameplate_set_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, length) == CURLE_OK
                && nameplate_set_pointer(
                    handle,
                    CURLOPT_COPYPOSTFIELDS,
                    UnsafeMutableRawPointer(mutating: bytes.baseAddress)
                ) == CURLE_OK
        }
        guard copied else { throw .other(code: Int32(CURLE_OUT_OF_MEMORY.rawValue)) }
    }

    private func setHeaders(_ request: OutboundRequest) throws(OutboundError) {
        unsafe curl_slist_free_all(headerList)
        unsafe headerList = nil
        for header in request.headers {
            // "Name:" would mean to libcurl "do not send it"; the semicolon stands for an empty value.
            try add(header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)")
        }
        if request.method.hasBody {
            // Sent only if the caller says so: libcurl would claim a form, and make large bodies wait for a 100.
            if !request.headers.contains(where: { $0.name.lowercased() == "content-type" }) { try add("Content-Type:") }
            try add("Expect:")
        }
        unsafe _ = nameplate_set_headers(handle, headerList)
    }

    private func add(_ line: String) throws(OutboundError) {
        guard let extended = unsafe curl_slist_append(headerList, line) else {
            throw .other(code: Int32(CURLE_OUT_OF_MEMORY.rawValue))
        }
        unsafe headerList = extended
    }

    private func set(_ option: CURLoption, _ value: String?) -> Bool {
        unsafe nameplate_set_text(handle, option, value) == CURLE_OK
    }

    private func set(_ option: CURLoption, _ value: Int) -> Bool {
        unsafe nameplate_set_long(handle, option, value) == CURLE_OK
    }

    /// Sets what can fail only if this libcurl cannot do it; then nothing may be sent at all.
    private func require(_ option: CURLoption, _ value: Int) {
        precondition(set(option, value), "libcurl refused option \(option.rawValue)")
    }
}

extension Duration {
    /// At least one: to libcurl zero means no limit.
    fileprivate var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        return max(1, Int(seconds) * 1_000 + Int(attoseconds / 1_000_000_000_000_000))
    }
}
