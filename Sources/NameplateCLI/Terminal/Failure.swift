/// Why a command can't go on, in words for the person who gave it; the program ends with 1.
struct Failure: Error, Equatable, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
