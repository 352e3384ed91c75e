import Nameplate
import Testing

struct SessionKeysTests {
    private let first = SessionSecret(from: { _ in bytes(1) })

    @Test func `a cycle replaces the secret`() throws {
        var keys = SessionKeys(secretHash: first.digest)
        let second = try keys.cycled(first, by: bytes(2), at: moment(0))
        #expect(second != first)
        #expect(keys.recognize(second, at: moment(0)) == .current(isFirst: true))
        #expect(keys.recognize(first, at: moment(0)) == .previous)
    }

    @Test func `the old secret leads to the very same new one, on any instance`() throws {
        var keys = SessionKeys(secretHash: first.digest)
        let second = keys.cycle(presenting: first, handover: bytes(2), at: moment(0))
        var elsewhere = SessionKeys(
            secretHash: keys.secretHash,
            previousHash: keys.previousHash,
            handover: keys.handover,
            rotatedAt: keys.rotatedAt,
            confirmedAt: keys.confirmedAt
        )
        #expect(elsewhere.cycle(presenting: first, handover: bytes(3), at: moment(5)) == second)
        #expect(elsewhere == keys)
    }

    @Test func `an answer that never arrived costs nothing an hour later`() throws {
        var keys = SessionKeys(secretHash: first.digest)
        let second = keys.cycle(presenting: first, handover: bytes(2), at: moment(0))
        #expect(keys.recognize(first, at: moment(3600)) == .previous)
        #expect(keys.cycle(presenting: first, handover: bytes(3), at: moment(3600)) == second)
    }

    @Test func `the old secret is refused 30 s after the new one was first brought, and not before`() throws {
        var keys = SessionKeys(secretHash: first.digest)
        let second = try keys.cycled(first, by: bytes(2), at: moment(0))
        keys.confirm(at: moment(100))
        #expect(keys.recognize(second, at: moment(100)) == .current(isFirst: false))
        keys.confirm(at: moment(110))
        let lastGood = moment(130) - .milliseconds(1)
        #expect(keys.recognize(first, at: lastGood) == .previous)
        #expect(keys.recognize(first, at: moment(130)) == nil)
        #expect(keys.cycle(presenting: first, handover: bytes(3), at: moment(130)) == nil)
        #expect(keys.recognize(second, at: moment(130)) == .current(isFirst: false))
    }

    @Test func `a cycle while the old secret is remembered doesn't rotate`() throws {
        var keys = SessionKeys(secretHash: first.digest)
        let second = try keys.cycled(first, by: bytes(2), at: moment(0))
        let hash = keys.secretHash
        #expect(keys.cycle(presenting: second, handover: bytes(3), at: moment(1)) == second)
        #expect(keys.secretHash == hash)
        #expect(keys.confirmedAt == moment(1))
        let third = try keys.cycled(second, by: bytes(4), at: moment(31))
        #expect(third != second)
        #expect(keys.recognize(second, at: moment(31)) == .previous)
        #expect(keys.recognize(first, at: moment(31)) == nil)
    }

    @Test func `the stored half can't make the new secret without the old one`() throws {
        var keys = SessionKeys(secretHash: first.digest)
        let second = try keys.cycled(first, by: bytes(2), at: moment(0))
        for stored in [keys.secretHash.bytes, keys.previousHash?.bytes, keys.handover].compactMap(\.self) {
            let guess = SessionSecret(from: { _ in stored })
            #expect(guess.successor(by: bytes(2)) != second)
            #expect(guess != second)
        }
    }

    @Test func `a stranger's secret is refused and changes nothing`() {
        var keys = SessionKeys(secretHash: first.digest)
        let before = keys
        #expect(
            keys.cycle(presenting: SessionSecret(from: { _ in bytes(9) }), handover: bytes(2), at: moment(0)) == nil
        )
        #expect(keys == before)
    }

    /// Whatever order cycles, lost answers, other calls and waits come in, the browser's secret is recognized.
    ///
    /// Every sequence of six steps is tried.
    @Test func `no order of cycles, lost answers, calls and waits signs a browser out`() throws {
        for sequence in 0..<4096 {
            var keys = SessionKeys(secretHash: first.digest)
            var jar = first
            var now = moment(0)
            for step in 0..<6 {
                switch sequence >> (2 * step) & 3 {
                case 0: jar = try keys.cycled(jar, by: bytes(UInt8(step + 2)), at: now)
                case 1: _ = try keys.cycled(jar, by: bytes(UInt8(step + 2)), at: now)
                case 2:
                    let presented = try #require(keys.recognize(jar, at: now))
                    if presented != .previous { keys.confirm(at: now) }
                default: now = now + .seconds(31)
                }
                #expect(keys.recognize(jar, at: now) != nil, "sequence \(sequence), step \(step)")
            }
        }
    }

    @Test func `two tabs that cycle at once end with one secret`() throws {
        var keys = SessionKeys(secretHash: first.digest)
        let left = keys.cycle(presenting: first, handover: bytes(2), at: moment(0))
        let right = keys.cycle(presenting: first, handover: bytes(3), at: moment(0))
        #expect(left == right)
    }
}

extension SessionKeys {
    private struct SignedOut: Error {}

    /// The secret that a cycle hands out; throws where it refuses.
    fileprivate mutating func cycled(
        _ secret: SessionSecret,
        by handover: [UInt8],
        at now: Timestamp
    ) throws -> SessionSecret {
        guard let next = cycle(presenting: secret, handover: handover, at: now) else { throw SignedOut() }
        return next
    }
}
