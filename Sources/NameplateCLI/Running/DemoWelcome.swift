import Livefyre
import Nameplate
import NameplateService
import ServiceLifecycle

/// Makes the demo's readers, tells the sandbox where to read them, and says what there is to see.
struct DemoWelcome: Service {
    let plan: DemoPlan
    let start: StartSignal

    func run() async throws {
        guard await start.wait() else { return }
        let client = ServiceClient(address: plan.serviceURL, apiKey: plan.settings.service.apiKeys.first ?? "")
        do {
            try await prepare(client)
        } catch {
            await client.shutdown()
            throw error
        }
        await client.shutdown()
        try Output.result(text)
        try? await gracefulShutdown()
    }

    private func prepare(_ client: ServiceClient) async throws {
        let pullURL = JSONWriter.object { $0.member("url", "\(plan.serviceURL)/livefyre/profile/{id}") }
        _ = try await client.put("/networks/\(plan.settings.networks.first.fullName)/pull-url", pullURL)
        // A kept database keeps what was changed in it, too.
        for (id, name) in DemoValues.readers
        where try await client.get("/users/\(id)", accepting: [404]).status == 404 {
            let profile = JSONWriter.object { json in
                json.member("display_name", name)
                json.member("password", DemoValues.password)
            }
            _ = try await client.put("/users/\(id)", profile)
        }
    }

    private var text: String {
        let service = plan.serviceURL
        let origin = plan.settings.service.publicOrigin
        let readers = DemoValues.readers.map { "\($0.0) (\($0.1))" }.joined(separator: ", ")
        let curl = "curl -b ada.cookie -c ada.cookie -H 'Origin: \(origin)'"
        return """
            The demo runs. Open:

              Newspaper   \(service)/
              Studio      \(plan.sandboxURL)/studio
              Readers     \(readers)
              Password    \(DemoValues.password)
              API key     \(plan.printedAPIKey ?? "the one you set")

            Sign in as ada in two tabs and rename her in one: the other shows it at once, the Studio a second later.
            Or by hand:

              \(curl) --json '{"user":"ada","password":"\(DemoValues.password)"}' \(service)/auth/login
              \(curl) -X PATCH --json '{"display_name":"Ada L."}' \(service)/profile
              curl \(plan.sandboxURL)/studio/users/ada

            Press Ctrl-C to stop.
            """
    }
}
