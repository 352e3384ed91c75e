import Foundation
import Nameplate
import NameplateService
import NIOHTTP1
import Testing
import TestSupport

/// What the service gives to browsers besides its calls: pages, and the module for pages elsewhere.
@Suite struct PageTests {
    private static let directory = InterfaceTests.root.appending(path: "Public").path

    private func run(
        adjust: @escaping @Sendable (inout ServiceSettings) -> Void = { _ in },
        _ body: @escaping @Sendable (Running, Caller) async throws -> Void
    ) async throws {
        try await Running.run(
            adjust: {
                $0.publicDirectory = Self.directory
                adjust(&$0)
            }
        ) { try await body($0, Caller(base: $0.base)) }
    }

    @Test func `pages of any origin may import the module, under its own name or its immutable one`() async throws {
        let module = try #require(BrowserModule(directory: Self.directory))
        try await run { _, caller in
            let named = try await caller.call(.GET, "/nameplate.js", headers: [("Origin", "https://www.example.com")])
            let pinned = try await caller.call(.GET, module.path, headers: [("Origin", "https://www.example.com")])
            for answer in [named, pinned] {
                #expect(answer.status == 200)
                #expect(answer.headers.first(name: "Access-Control-Allow-Origin") == "*")
                #expect(answer.headers.first(name: "Cross-Origin-Resource-Policy") == "cross-origin")
                #expect(answer.headers.first(name: "Content-Type")?.hasPrefix("text/javascript") == true)
            }
            #expect(named.text == pinned.text)
            #expect(named.headers.first(name: "ETag") != nil)
            #expect(named.headers.first(name: "Cache-Control") == "no-cache")
            #expect(pinned.headers.first(name: "Cache-Control") == "public, max-age=31536000, immutable")
        }
    }

    @Test func `the module of another version is said to be one`() async throws {
        let module = try #require(BrowserModule(directory: Self.directory))
        try await run { _, caller in
            let answer = try await caller.call(.GET, "/nameplate.0123456789abcdef.js")
            #expect(answer.status == 404)
            #expect(answer.text.contains(module.path))
            #expect(answer.text.contains(module.integrity))
        }
    }

    @Test(arguments: ["/account", "/login"])
    func `a page is reached without its extension and runs no foreign script`(path: String) async throws {
        try await run { _, caller in
            let page = try await caller.call(.GET, path)
            #expect(page.status == 200)
            #expect(page.headers.first(name: "Content-Type")?.hasPrefix("text/html") == true)
            let policy = try #require(page.headers.first(name: "Content-Security-Policy"))
            #expect(policy.hasPrefix("default-src 'none'; script-src 'self'; style-src 'self';"))
            #expect(!policy.contains("unsafe") && !policy.contains("http://"))
            #expect(page.headers.first(name: "Access-Control-Allow-Origin") == nil)
        }
    }

    @Test func `only the login page may keep the page that opened it`() async throws {
        try await run { _, caller in
            let login = try await caller.call(.GET, "/login").headers
            let account = try await caller.call(.GET, "/account").headers
            #expect(login.first(name: "Cross-Origin-Opener-Policy") == "unsafe-none")
            #expect(account.first(name: "Cross-Origin-Opener-Policy") == "same-origin")
        }
    }

    @Test func `a service for readers begins with their account and has no newspaper`() async throws {
        try await run { running, caller in
            let page = try await caller.call(.HEAD, "/")
            #expect(page.status == 302)
            #expect(page.headers.first(name: "Location") == "/account")
            for path in ["/articles/one-name", "/articles/one-name.html", "/newspaper.json", "/index.html"] {
                #expect(try await caller.call(.GET, path).status == 404, "\(path)")
            }
        }
    }

    @Test func `the demo's newspaper, and no other page, may run the network's script`() async throws {
        let livefyre = try #require(Origin("http://127.0.0.1:8090"))
        let newspaper = Newspaper(network: try NetworkName("labs.fyre.co"), livefyre: livefyre)
        try await run(adjust: { $0.newspaper = newspaper }) { _, caller in
            for path in ["/", "/articles/one-name"] {
                let policy = try #require(
                    try await caller.call(.GET, path).headers.first(name: "Content-Security-Policy")
                )
                #expect(policy.contains("script-src 'self' http://127.0.0.1:8090;"))
            }
            let account = try await caller.call(.GET, "/account").headers.first(name: "Content-Security-Policy")
            #expect(try #require(account).contains("script-src 'self';"))
            let paper = try await caller.call(.GET, "/newspaper.json")
            #expect(paper.text == #"{"network":"labs.fyre.co","livefyre":"http://127.0.0.1:8090"}"#)
        }
    }

    @Test func `browsers keep to https where the service is reached by it`() async throws {
        let origin = try #require(Origin("https://sso.example.com"))
        try await run(adjust: { $0.publicOrigin = origin }) { _, caller in
            let page = try await caller.call(.GET, "/account")
            #expect(page.headers.first(name: "Strict-Transport-Security") == "max-age=31536000")
        }
    }

    @Test(arguments: ["/../Package.swift", "/..%2fPackage.swift", "/%2e%2e/Package.swift", "/nowhere", "/pages"])
    func `nothing outside the folder is served, and no list of what is in it`(path: String) async throws {
        try await run { _, caller in
            let answer = try await caller.call(.GET, path)
            #expect(answer.status >= 400)
        }
    }
}
