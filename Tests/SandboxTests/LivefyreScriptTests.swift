import LivefyreSandbox
import Nameplate
import Testing

@Suite struct LivefyreScriptTests {
    private static let path = "/Livefyre.js"

    @Test func `every page may load the script, and asks each time whether it is still the same`() async throws {
        try await withLab { lab async throws in
            let answer = try await lab.get(Self.path)
            #expect(answer.status == 200)
            #expect(answer.header("Content-Type") == "text/javascript; charset=utf-8")
            #expect(answer.header("Cache-Control") == "no-cache")
            #expect(answer.header("Cross-Origin-Resource-Policy") == "cross-origin")
            #expect(answer.header("Access-Control-Allow-Origin") == "*")
            #expect(answer.header("Access-Control-Allow-Credentials") == nil)
            #expect(answer.header("X-Content-Type-Options") == "nosniff")
            #expect(answer.header("ETag")?.wholeMatch(of: #/"[0-9a-f]{24}"/#) != nil)
        }
    }

    @Test(arguments: [Self.path, "/studio", "/studio/studio.js", "/studio/studio.css"])
    func `whoever has the file already gets it no second time`(path: String) async throws {
        try await withLab { lab async throws in
            let tag = try #require(try await lab.get(path).header("ETag"))
            for held in [tag, "W/\(tag)", "\"other\", \(tag)", "*"] {
                let answer = try await lab.get(path, headers: [("If-None-Match", held)])
                #expect(answer.status == 304)
                #expect(answer.body.isEmpty)
                #expect(answer.header("ETag") == tag)
            }
            #expect(try await lab.get(path, headers: [("If-None-Match", "\"other\"")]).status == 200)
        }
    }

    @Test func `the script is one function, with everything in it before it is used`() async throws {
        try await withLab { lab async throws in
            let script = try await lab.get(Self.path).text
            #expect(script.hasPrefix("(() => {\n'use strict';\n"))
            #expect(script.hasSuffix("\n})();\n"))
            let declarations = [
                "const commentStyles = \"", "class Emitter ", "class Auth extends Emitter",
                "class LivefyreUser extends Emitter", "class LivefyreAuth extends Auth", "class Conv extends Emitter",
                "window.Livefyre = Livefyre;",
            ]
            let places = declarations.map { script.firstRange(of: $0)?.lowerBound }
            #expect(!places.contains(nil))
            #expect(places.compactMap(\.self) == places.compactMap(\.self).sorted())
            #expect(script.firstMatch(of: #/^(import|export)\b/#.anchorsMatchLineEndings()) == nil)
        }
    }

    @Test func `each line is whole and no name is declared twice`() async throws {
        try await withLab { lab async throws in
            let script = try await lab.get(Self.path).text
            for (open, close): (Character, Character) in [("{", "}"), ("(", ")"), ("[", "]")] {
                #expect(script.count { $0 == open } == script.count { $0 == close }, "\(open)\(close)")
            }
            let declaration = #/^(?:const|let|class|function|async function) (\w+)/#.anchorsMatchLineEndings()
            let names = script.matches(of: declaration).map { String($0.1) }
            #expect(names.count > 50)
            #expect(Set(names).count == names.count)
        }
    }

    @Test func `the strictest policy of a page lets the script do its work`() async throws {
        try await withLab { lab async throws in
            let script = try await lab.get(Self.path).text
            let refused = [
                "eval(", "Function(", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", ".cssText",
                "'style'", "<style",
            ]
            for text in refused { #expect(!script.contains(text), "\(text)") }
        }
    }

    @Test(arguments: [
        ("/api/v3.0/auth/", "GET"), ("/bs3/labs.fyre.co/1/YQ/init", "GET"),
        ("/api/v3.0/collection/1/YQ/post/", "POST"), ("/api/v3_0/collection/1/YQ/post", "POST"),
    ])
    func `pages of every origin may ask first`(path: String, method: String) async throws {
        try await withLab { lab async throws in
            let answer = await rawCall(
                "OPTIONS",
                path,
                port: lab.port,
                headers: ["Origin: https://example.com", "Access-Control-Request-Method: \(method)"]
            )
            #expect(answer.status == 204)
            #expect(answer.header("Access-Control-Allow-Origin") == "*")
            #expect(answer.header("Access-Control-Allow-Methods") == method)
            #expect(answer.header("Access-Control-Allow-Headers") == "Content-Type")
            #expect(answer.header("Access-Control-Allow-Credentials") == nil)
        }
    }

    @Test(arguments: [
        "/api/v3.0/auth/?lftoken=x", "/bs3/other.fyre.co/1/YQ/init", "/bs3/labs.fyre.co/1/%25/init",
        "/api/v3.0/auth/?lftoken=x&callback=_lfcallback_1", "/api/v3.0/auth/?callback=alert(1)",
    ])
    func `pages of every origin may read refusals too`(path: String) async throws {
        try await withLab { lab async throws in
            let answer = try await lab.get(path)
            #expect(answer.header("Access-Control-Allow-Origin") == "*")
            #expect(answer.header("Cross-Origin-Resource-Policy") == "cross-origin")
        }
    }

    @Test func `a comment that is too large is refused readably`() async throws {
        try await withLab { lab async throws in
            let body = String(repeating: "x", count: 70_000)
            let answer = try await lab.post("/api/v3.0/collection/1/YQ/post/", body)
            #expect(answer.status == 413)
            #expect(answer.header("Access-Control-Allow-Origin") == "*")
        }
    }
}
