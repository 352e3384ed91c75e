/// Those who wait, in the order they came; any of them may leave early.
package struct WaitingLine<Element> {
    private var order: [UInt64] = []
    private var first = 0
    private var waiting: [UInt64: Element] = [:]

    package init() {}

    package mutating func append(_ element: Element, id: UInt64) {
        order.append(id)
        waiting[id] = element
    }

    package mutating func removeFirst() -> Element? {
        while first < order.count {
            let id = order[first]
            first += 1
            closeGap()
            if let element = waiting.removeValue(forKey: id) { return element }
        }
        return nil
    }

    /// Its number stays behind until its turn comes, which spares moving everyone after it.
    package mutating func remove(_ id: UInt64) -> Element? {
        waiting.removeValue(forKey: id)
    }

    private mutating func closeGap() {
        guard first * 2 > order.count else { return }
        order.removeFirst(first)
        first = 0
    }
}
