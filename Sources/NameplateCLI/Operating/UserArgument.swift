import ArgumentParser
import Nameplate

/// The id of a reader, checked here because it becomes a part of an address.
struct UserArgument: ParsableArguments {
    @Argument(help: "The reader's id: 1 to 255 of A-Z a-z 0-9 _ . -")
    var id: String

    func validate() throws {
        do {
            _ = try UserID(id)
        } catch {
            throw ValidationError("'\(id)': \(error)")
        }
    }

    var path: String { "/users/\(id)" }
}
