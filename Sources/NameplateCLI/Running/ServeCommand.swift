import ArgumentParser
import FoundationEssentials
import Glibc
import Logging
import NameplateService

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the service.",
        discussion: """
            EXAMPLES
              export NAMEPLATE_NETWORK=labs.fyre.co
              export NAMEPLATE_NETWORK_KEY_FILE=/etc/nameplate/key
              nameplate serve --public-url https://sso.example.com
              nameplate serve --config /etc/nameplate.json --port 9000

            Each setting is an option below, a variable (--network-url is NAMEPLATE_NETWORK_URL) or a member of the \
            JSON file of --config ("network_url"), in this order. The secrets NETWORK_KEY and API_KEY are no options. \
            'nameplate config check' shows what it would run with.

            SIGTERM or Ctrl-C stops it: open requests and pings are finished first, within half a minute. A second \
            Ctrl-C stops it at once. SIGHUP reads the networks' keys anew, from NETWORK_KEY_FILE or the files that \
            NETWORKS_FILE names.
            """
    )

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        // Until the networks' keys can be read anew it is nothing to end for.
        signal(SIGHUP, SIG_IGN)
        let environment = ProcessInfo.processInfo.environment
        let read: @Sendable () -> SettingsReport = { [given = options.given, config = options.config] in
            SettingsReport(SettingsSources(options: given, environment: environment, file: config))
        }
        let report = read()
        let settings = try report.required()
        if !settings.service.publicOrigin.isHTTPS {
            settings.logFormat.warn(
                "PUBLIC_URL is plain http. That is for trying out on this machine; readers need https."
            )
        }
        Runtime.start(logLevel: settings.logLevel, format: settings.logFormat)
        let reload = SettingsReload(settings, of: report, read: read)
        try await settings.logFormat.saying {
            try await ServiceAssembly.with(settings, reload: reload) { service in
                try await Runtime.run([service.hangup] + service.services(portOption: "--port, or NAMEPLATE_PORT"))
            }
        }
    }
}
