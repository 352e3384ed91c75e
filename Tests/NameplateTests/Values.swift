import Nameplate

/// `count` bytes that tell one drawing from another.
func bytes(_ seed: UInt8, count: Int = 32) -> [UInt8] { [UInt8](repeating: seed, count: count) }

func moment(_ seconds: Int) -> Timestamp { Timestamp(seconds: 1_800_000_000 + seconds) }

/// A parsed JSON text; `.null` for what is none, so that a misspelt test fails loudly.
func json(_ text: String) -> JSONValue { JSONValue(parsing: Array(text.utf8)) ?? .null }

/// The members of a JSON object.
func members(_ text: String) -> [String: JSONValue] { json(text).object ?? [:] }
