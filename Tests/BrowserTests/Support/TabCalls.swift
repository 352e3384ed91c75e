/// A script's text and arguments; the script may `await`, and finds the arguments in `given`.
struct ScriptCall: Encodable, Sendable {
    let script: String
    let args: ScriptArguments

    init(_ body: String, _ arguments: [any Encodable & Sendable]) {
        script = "return (async (...given) => { \(body) })(...arguments)"
        args = ScriptArguments(values: arguments)
    }
}

/// Values of any types.
struct ScriptArguments: Encodable, Sendable {
    let values: [any Encodable & Sendable]

    func encode(to encoder: any Encoder) throws {
        var container = encoder.unkeyedContainer()
        for value in values { try value.encode(to: container.superEncoder()) }
    }
}

/// One key, down and up.
struct KeyPress: Encodable, Sendable {
    let actions: [Source]

    init(_ key: Character) {
        actions = [Source(actions: ["keyDown", "keyUp"].map { Step(type: $0, value: String(key)) })]
    }

    struct Source: Encodable, Sendable {
        var type = "key"
        var id = "keyboard"
        let actions: [Step]
    }

    struct Step: Encodable, Sendable {
        let type: String
        let value: String
    }
}

/// A command of the DevTools protocol.
struct BrowserCommand<Parameters: Encodable & Sendable>: Encodable, Sendable {
    let cmd: String
    let params: Parameters
}

/// An empty body.
struct Nothing: Encodable, Sendable {}

struct Cookie: Decodable, Sendable {
    let name: String
    let value: String
}

/// A line of the browser's console.
struct ConsoleEntry: Decodable, Sendable, CustomStringConvertible {
    let level: String
    let message: String

    var description: String { "\(level) \(message)" }
}
