import Livefyre
import Testing

struct NetworkKeyTests {
    private static let text = "Kq3vR8wXn5Tz1LbYd7Hs2Pf9Mc="

    @Test func `a key appears in no description, log or dump`() throws {
        let key = try NetworkKey(Self.text)
        let network = try LivefyreNetwork(name: "labs.fyre.co", key: key)
        var dumped = ""
        dump(key, to: &dumped)
        dump(network, to: &dumped)

        let shown = [
            "\(key)", String(reflecting: key), String(describing: key), "\(network)", String(reflecting: network),
            dumped,
            "\([key])", "\(["network": network])", String(reflecting: Optional(network)),
        ]
        for text in shown {
            #expect(!text.contains(Self.text))
            #expect(!text.contains("75, 113, 51"), "the key's bytes")
            #expect(!text.contains("inner"), "the key's absorbed pads")
        }
        #expect("\(key)" == "NetworkKey(redacted)")
        #expect(Mirror(reflecting: key).children.isEmpty)
    }

    @Test func `no request or token holds the key`() throws {
        let network = try labs(key: Self.text)
        let ping = try network.pingRequest(userID: "ada", now: someTime)
        let register = try network.registerRequest(pullURL: "https://example.com/{id}", now: someTime)
        let explanation = TokenExplanation(of: network.systemToken(now: someTime), now: someTime, network: network)
        for text in ["\(ping)", "\(register)", String(decoding: register.body, as: UTF8.self), "\(explanation)"] {
            #expect(!text.contains(Self.text))
        }
    }

    @Test(
        arguments: [
            ("testkeytest", .common), ("secret", .common), ("Password", .common), ("changeme", .common),
            ("aaaaaaaaaaaaaaaaaaaaaaaaaaaa", .common), ("M5X4rTeKsGNRsV2RekagqSIE9UM=", .common),
            ("Kq3vR8wXn5Tz1LbYd7H", .short), ("Kq3vR8wXn5Tz1LbYd7Hs", nil), (text, nil),
            ("Kq3vR8wXn5Tz1LbYd7Hs2Pf9McAbCdEf", nil), ("Kq3vR8wXn5Tz1LbYd7Hs2Pf9McAbCdEfG", .longerThanJava),
        ] as [(String, NetworkKey.Weakness?)]
    )
    func `keys that can be guessed, or that Java cuts, are told`(key: String, weakness: NetworkKey.Weakness?) throws {
        #expect(try NetworkKey(key).weakness == weakness)
    }

    @Test func `an empty key is refused, and nothing is trimmed`() throws {
        #expect(throws: InvalidNetworkKey.self) { try NetworkKey("") }
        #expect(try labs(key: "key").systemToken(now: 1) != labs(key: "key ").systemToken(now: 1))
    }
}
