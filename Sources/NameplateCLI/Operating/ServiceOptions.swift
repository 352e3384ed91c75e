import ArgumentParser
import FoundationEssentials

/// Which running service a command talks to, and what opens it.
struct ServiceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where the service is. [variable: NAMEPLATE_SERVICE; default: http://127.0.0.1:8080]",
            valueName: "url"
        )
    )
    var service: String?

    @Option(
        help: ArgumentHelp(
            "A file that holds the service's API key and is its owner's alone (chmod 600). The key itself can be in "
                + "NAMEPLATE_API_KEY.",
            valueName: "path"
        ),
        completion: .file()
    )
    var apiKeyFile: String?

    /// Calls `body` with a client that is shut down after it.
    func withClient<Result>(_ body: (ServiceClient) async throws -> Result) async throws -> Result {
        let client = ServiceClient(address: address, apiKey: try apiKey())
        do {
            let result = try await body(client)
            await client.shutdown()
            return result
        } catch {
            await client.shutdown()
            throw error
        }
    }

    var address: String {
        let text = service ?? variable("NAMEPLATE_SERVICE") ?? "http://127.0.0.1:8080"
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    /// The first of two keys, where one replaces the other.
    private func apiKey() throws -> String {
        let given: String?
        if let path = apiKeyFile {
            given = try SecretFile.read(path)
        } else if let keys = variable("NAMEPLATE_API_KEY") {
            given = keys
        } else {
            given = try variable("NAMEPLATE_API_KEY_FILE").map(SecretFile.read)
        }
        guard let key = given?.split(whereSeparator: { $0 == "," || $0.isNewline }).first else {
            throw Failure("There is no API key. Set NAMEPLATE_API_KEY to the service's, or give --api-key-file PATH.")
        }
        return String(key.filter { !$0.isWhitespace })
    }

    private func variable(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}
