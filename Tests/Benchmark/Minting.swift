import Livefyre
import Nameplate

/// Tokens per second in one thread.
///
/// The payload is as long as the peers': 253 bytes of token.
enum Minting {
    static func run(count: Int) throws {
        let network = try LivefyreNetwork(
            name: "labs.fyre.co",
            key: try NetworkKey("perf-secret-0123456789abcdef-0123456789abcdef")
        )
        let users = try (0..<1000).map { try UserID("u-\(100_000_000 + $0)") }
        let name = try DisplayName("A reader with a name that fills 42 letters")
        var bytes: [UInt8] = []
        bytes.reserveCapacity(512)
        let clock = ContinuousClock()
        var total = 0
        for round in 1...3 {
            let time = clock.measure {
                for number in 0..<count {
                    bytes.removeAll(keepingCapacity: true)
                    network.appendUserAuthToken(
                        for: users[number % 1000],
                        named: name,
                        expires: 1_900_000_000 + number,
                        to: &bytes
                    )
                    total &+= bytes.count
                }
            }
            let nanoseconds = Double(time.components.attoseconds) / 1e9 + Double(time.components.seconds) * 1e9
            let each = (nanoseconds / Double(count)).rounded()
            print("mint nameplate round \(round): \(each) ns/token, \(bytes.count) bytes, \(Int(1e9 / each)) tokens/s")
        }
        guard total > 0 else { return print("nothing was minted") }
    }
}
