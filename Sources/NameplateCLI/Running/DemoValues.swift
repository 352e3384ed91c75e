/// What everybody may know of a demo.
enum DemoValues {
    static let network = "labs.fyre.co"
    static let networkKey = "demo-key-of-labs.fyre.co"
    static let password = "open-sesame"
    static let readers = [("ada", "Ada Lovelace"), ("grace", "Grace Hopper"), ("alan", "Alan Turing")]
}
