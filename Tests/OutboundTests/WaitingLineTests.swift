import Outbound
import Testing

struct WaitingLineTests {
    @Test func `those who wait come out in the order they came`() {
        var line = WaitingLine<String>()
        line.append("a", id: 1)
        line.append("b", id: 2)
        #expect(line.removeFirst() == "a")
        line.append("c", id: 3)
        #expect(line.removeFirst() == "b")
        #expect(line.removeFirst() == "c")
        #expect(line.removeFirst() == nil)
    }

    @Test func `one who left is passed over`() {
        var line = WaitingLine<String>()
        for (id, name) in [(1, "a"), (2, "b"), (3, "c")] { line.append(name, id: UInt64(id)) }
        #expect(line.remove(2) == "b")
        #expect(line.remove(2) == nil)
        #expect(line.removeFirst() == "a")
        #expect(line.removeFirst() == "c")
        #expect(line.removeFirst() == nil)
    }
}
