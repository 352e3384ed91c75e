import Hummingbird
package import Nameplate

/// The demo's newspaper, whose pages show a network's comments and so run its script.
///
/// A service for real readers has none: its front page is the reader's account.
package struct Newspaper: Sendable {
    let network: NetworkName
    /// What serves `/Livefyre.js`.
    let livefyre: Origin

    package init(network: NetworkName, livefyre: Origin) {
        self.network = network
        self.livefyre = livefyre
    }

    static func holds(_ path: String) -> Bool {
        path == "/" || path == "/index.html" || path.hasPrefix("/articles/")
    }

    /// `/newspaper.json`, by which its pages find the network.
    var response: Response {
        .json { json in
            json.member("network", network.text)
            json.member("livefyre", livefyre.text)
        }
    }
}
