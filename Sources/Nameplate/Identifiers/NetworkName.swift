/// The full name of a comment network, such as `labs.fyre.co`: what tokens carry as `domain`.
package struct NetworkName: Hashable, Sendable {
    package let text: String

    /// Takes 1 to 253 of `a-z 0-9 . -` with at least one dot, and no empty label.
    package init(_ text: String) throws(InvalidNetworkName) {
        let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard labels.count > 1, text.utf8.count <= 253, labels.allSatisfy(Self.isLabel) else {
            throw InvalidNetworkName(text: text)
        }
        self.text = text
    }

    /// The first label, which names the network in Livefyre's host names (`labs` of `labs.fyre.co`).
    package var firstLabel: String { String(text.prefix { $0 != "." }) }

    private static func isLabel(_ label: Substring.UTF8View) -> Bool {
        !label.isEmpty
            && label.allSatisfy {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-")
            }
    }
}

package struct InvalidNetworkName: Error, Equatable, Sendable, CustomStringConvertible {
    package let text: String
    package var description: String { "'\(text)' is not a network's full name, such as labs.fyre.co." }
}

extension NetworkName: CustomStringConvertible {
    package var description: String { text }
}

extension NetworkName: Comparable {
    package static func < (left: NetworkName, right: NetworkName) -> Bool { left.text < right.text }
}
