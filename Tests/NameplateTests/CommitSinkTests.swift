import Nameplate
import Synchronization
import Testing

/// Where a store tells of its commits.
@Suite struct CommitSinkTests {
    /// A closure that is kept in the wrong place is wrapped once more whenever it is taken out.
    @Test func `the thousandth commit takes no longer way than the first`() throws {
        let sink = CommitSink()
        let places = Mutex<[UInt]>([])
        sink.set { _ in places.withLock { $0.append(Self.topOfStack()) } }
        for _ in 0..<1000 { sink.tell([.owed(try NetworkName("labs.fyre.co"))]) }
        let told = places.withLock(\.self)
        #expect(told.count == 1000)
        #expect(Set(told).count == 1)
    }

    @inline(never)
    private static func topOfStack() -> UInt {
        var here: UInt8 = 0
        return withUnsafePointer(to: &here) { UInt(bitPattern: $0) }
    }
}
