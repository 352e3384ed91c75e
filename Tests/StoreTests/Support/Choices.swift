/// Goes through every course that a number of choices can take, each once, by having them taken one after another.
///
/// Whoever runs a course asks for each choice in turn; what can be chosen may depend on all that was chosen before.
struct Choices {
    private var taken: [(choice: Int, count: Int)] = []
    private var position = 0

    /// The number of one of `count` possibilities.
    mutating func choose(among count: Int) -> Int {
        guard count > 1 else { return 0 }
        if position == taken.count { taken.append((0, count)) }
        defer { position += 1 }
        return taken[position].choice
    }

    /// Goes on to the next course; false when there is none left.
    mutating func next() -> Bool {
        // A course may have ended before it came to the choices of one before it.
        taken.removeLast(taken.count - position)
        position = 0
        while let last = taken.popLast() {
            guard last.choice + 1 < last.count else { continue }
            taken.append((last.choice + 1, last.count))
            return true
        }
        return false
    }
}
