import ArgumentParser
import Nameplate

/// A state as an option; its words are those of ``Delivery/State``.
struct DeliveryState: ExpressibleByArgument {
    let rawValue: String

    init?(argument: String) {
        guard let state = Delivery.State(rawValue: argument) else { return nil }
        rawValue = state.rawValue
    }

    static var allValueStrings: [String] { Delivery.State.allCases.map(\.rawValue) }
    static var list: String { allValueStrings.joined(separator: ", ") }

    /// A network's name becomes a part of an address, so it is checked here.
    static func check(network: String?) throws {
        guard let network else { return }
        do {
            _ = try NetworkName(network)
        } catch {
            throw ValidationError("\(error)")
        }
    }
}
