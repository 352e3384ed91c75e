import Foundation
import Nameplate
import NIOHTTP1
import NameplateService
import Testing
import TestSupport

/// What `Public/operations` has for whoever runs the service: it must speak of what there is.
@Suite struct OperationFilesTests {
    @Test(arguments: ["alerts.yaml", "grafana.json"])
    func `every metric that is named there is one of the service's`(file: String) async throws {
        let named = try Set(text(of: file).matches(of: /(?:nameplate|process)_[a-z_]+/).map { String($0.0) })
        #expect(named.count > 15)
        try await Running.run { running in
            let metrics = try await Caller(base: running.base).call(.GET, "/metrics").text
            var known: Set<String> = []
            for match in metrics.matches(of: /# TYPE (\w+) (\w+)/) {
                let name = String(match.1)
                known.formUnion(match.2 == "histogram" ? ["_bucket", "_count", "_sum"].map { name + $0 } : [name])
            }
            #expect(named.subtracting(known) == [])
        }
    }

    @Test func `every alert says how bad it is, what it is, why it matters and what to do`() throws {
        let alerts = try text(of: "alerts.yaml").components(separatedBy: "- alert: ").dropFirst()
        #expect(alerts.count > 15)
        for alert in alerts {
            for part in ["expr: ", "severity: ", "summary: \"", "why: \"", "do: \""] {
                #expect(alert.contains(part), "\(alert.prefix { $0 != "\n" }) has no \(part)")
            }
        }
    }

    @Test func `the dashboard is one that can be imported`() throws {
        let dashboard = try #require(JSONValue(parsing: Array(text(of: "grafana.json").utf8))?.object)
        guard case .array(let panels)? = dashboard["panels"] else { throw MissingPanels() }
        let drawn = panels.compactMap(\.object).filter { $0["type"]?.string != "row" }
        #expect(drawn.count > 15)
        for panel in drawn {
            #expect(panel["description"]?.string?.isEmpty == false)
            guard case .array(let targets)? = panel["targets"] else { throw MissingPanels() }
            #expect(targets.allSatisfy { $0.object?["expr"]?.string?.isEmpty == false })
        }
        let ids = panels.compactMap { $0.object?["id"]?.number }
        #expect(Set(ids).count == panels.count)
    }

    @Test func `readers aren't served what is there`() async throws {
        let folder = Self.folder.deletingLastPathComponent().path
        try await Running.run(adjust: { $0.publicDirectory = folder }) { running in
            let caller = Caller(base: running.base)
            let description = try await caller.call(.GET, "/openapi.yaml")
            #expect(description.status == 200)
            for path in ["/operations/alerts.yaml", "/%6Fperations/alerts.yaml", "/operations/", "/operations"] {
                let answer = try await caller.call(.GET, path)
                #expect(answer.status == 404, "\(path)")
            }
        }
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/systemd-analyze")))
    func `systemd finds nothing wrong with the unit`() throws {
        let unit = try text(of: "nameplate.service").replacing(/\/usr\/local\/bin\/nameplate/, with: "/bin/true")
            .replacing("=nameplate\nGroup=nameplate", with: "=root\nGroup=root")
        let copy = FileManager.default.temporaryDirectory.appending(path: "nameplate-\(UUID().uuidString).service")
        try unit.write(to: copy, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: copy) }
        let analysis = Process()
        analysis.executableURL = URL(filePath: "/usr/bin/systemd-analyze")
        analysis.arguments = ["verify", "--recursive-errors=no", "--man=no", copy.path]
        let said = Pipe()
        analysis.standardError = said
        try analysis.run()
        let words = String(decoding: try said.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        analysis.waitUntilExit()
        #expect(analysis.terminationStatus == 0)
        #expect(!words.contains("nameplate-"), "\(words)")
    }

    private struct MissingPanels: Error {}

    private static var folder: URL { InterfaceTests.root.appending(path: "Public/operations") }

    private func text(of file: String) throws -> String {
        try String(contentsOf: Self.folder.appending(path: file), encoding: .utf8)
    }
}
