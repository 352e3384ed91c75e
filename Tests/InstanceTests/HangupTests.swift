import Foundation
import Livefyre
import NIOHTTP1
import Testing
import TestSupport

/// What an operator does about a network's key while the service runs.
@Suite(.timeLimit(.minutes(5))) struct HangupTests {
    private static let next = "the-next-network-key-28ch-xx"

    @Test func `SIGHUP takes the key that the file has now, and a wrong file changes nothing`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "nameplate-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "key")
        try write(Running.networkKey, to: file)
        let port = try FreePort.find()
        let process = try await ProgramProcess(
            ["serve"],
            environment: [
                "NAMEPLATE_NETWORK": Program.network, "NAMEPLATE_NETWORK_KEY_FILE": file.path,
                "NAMEPLATE_API_KEY": Backend.key, "NAMEPLATE_PORT": "\(port)", "NAMEPLATE_PING_WAIT": "0",
                "NAMEPLATE_NETWORK_URL": "http://127.0.0.1:9",
                "NAMEPLATE_DATABASE": "sqlite:\(folder.path)/nameplate.db",
            ]
        )
        _ = try await process.untilItSays("Server started")
        let backend = Backend(base: "http://127.0.0.1:\(port)")
        _ = try await backend.call(.PUT, "/users/ada", #"{"display_name":"Ada"}"#)
        #expect(try await signer(of: backend) == Running.networkKey)

        try write("\(Self.next)\n\(Running.networkKey)\n", to: file)
        process.signal(SIGHUP)
        let line = try await process.untilItSays("keys of networks were read")
        #expect(line.contains(Program.network))
        #expect(!line.contains(Self.next))
        #expect(try await signer(of: backend) == Self.next)

        try write("\n", to: file)
        process.signal(SIGHUP)
        _ = try await process.untilItSays("keys stay as they are")
        #expect(try await signer(of: backend) == Self.next)
        try await process.remove()
    }

    /// The key of the two that signs now.
    private func signer(of backend: Backend) async throws -> String? {
        let answer = try await backend.call(.POST, "/users/ada/token")
        let token = try #require(answer.string("token"), "\(answer.text)")
        let expires = try #require(answer.number("token_expires"))
        return try [Running.networkKey, Self.next].first { key in
            let network = try LivefyreNetwork(name: Program.network, key: NetworkKey(key))
            return (try? network.verify(token, now: Int(expires))) != nil
        }
    }

    private func write(_ text: String, to file: URL) throws {
        try Data(text.utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
    }
}
