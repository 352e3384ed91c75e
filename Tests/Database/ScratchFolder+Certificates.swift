extension ScratchFolder {
    /// Makes ca.crt, and server.crt with server.key, for the host `localhost` and no other.
    func makeCertificates() async throws {
        let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc", "-days", "2"]
        try await openssl(
            ["req", "-x509", "-subj", "/CN=Authority of a test", "-keyout", "ca.key", "-out", "ca.crt"] + key
        )
        try await openssl(
            ["req", "-x509", "-subj", "/CN=localhost", "-keyout", "server.key", "-out", "server.crt"] + key + [
                "-CA", "ca.crt", "-CAkey", "ca.key", "-addext", "subjectAltName=DNS:localhost",
                "-addext", "basicConstraints=critical,CA:FALSE",
            ]
        )
    }

    private func openssl(_ arguments: [String]) async throws {
        try await run("openssl", arguments)
    }
}
