import Glibc
import Testing

/// An OpenSSL test server with a fresh self-signed certificate.
struct SecureServer {
    let port: Int
    /// Its certificate, which is an authority for whoever chooses to trust it.
    let certificate: String
}

/// Runs the body against `openssl s_server`, and ends that process by its number.
func withSecureServer(
    for name: String = "localhost",
    _ options: [String] = [],
    _ body: (SecureServer) async throws -> Void
) async throws {
    let folder = try #require(temporaryFolder())
    defer { for file in ["key", "certificate", ""] { remove("\(folder)/\(file)") } }
    let (key, certificate) = ("\(folder)/key", "\(folder)/certificate")
    let maker = try Child([
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1",
        "-subj", "/CN=\(name)", "-addext", "subjectAltName=DNS:\(name)", "-keyout", key, "-out", certificate,
    ])
    _ = maker.firstOutput { _ in false }
    try #require(maker.wait() == 0)
    let server = try Child(
        ["openssl", "s_server", "-accept", "127.0.0.1:0", "-key", key, "-cert", certificate, "-www"] + options
    )
    defer { server.end() }
    let line = try #require(server.firstOutput { $0.hasPrefix("ACCEPT ") }, "s_server did not start")
    let port = try #require(line.split(separator: ":").last.flatMap { Int($0) })
    try await body(SecureServer(port: port, certificate: certificate))
}

private func temporaryFolder() -> String? {
    var template = Array("/tmp/outbound-tests-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { return nil }
    return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
}

/// A child process whose output is read.
private struct Child {
    private struct Failed: Error {}

    private let pid: pid_t
    private let output: UnsafeMutablePointer<FILE>

    init(_ arguments: [String]) throws {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0, let output = fdopen(ends[0], "r") else { throw Failed() }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        let words = arguments.map { strdup($0) } + [nil]
        var pid: pid_t = 0
        let result = posix_spawnp(&pid, arguments[0], &actions, nil, words, environ)
        for word in words { free(word) }
        posix_spawn_file_actions_destroy(&actions)
        close(ends[1])
        guard result == 0 else { throw Failed() }
        self.pid = pid
        self.output = output
    }

    /// The first line that fits, or nil when the output ends.
    func firstOutput(where fits: (String) -> Bool) -> String? {
        var line: UnsafeMutablePointer<CChar>?
        var room = 0
        defer { free(line) }
        while getline(&line, &room, output) > 0, let text = line.map({ String(cString: $0) }) {
            let text = text.hasSuffix("\n") ? String(text.dropLast()) : text
            if fits(text) { return text }
        }
        return nil
    }

    func wait() -> Int32 {
        var status: Int32 = -1
        waitpid(pid, &status, 0)
        fclose(output)
        return status
    }

    func end() {
        // The child inherits the signal mask of a pool thread, which blocks all the polite ones.
        kill(pid, SIGKILL)
        _ = wait()
    }
}
