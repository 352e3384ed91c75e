import LivefyreSandbox
import Nameplate
import Testing

@Suite struct TimelineTests {
    private func timeline(of count: Int) -> Timeline {
        let timeline = Timeline(clock: { Timestamp(seconds: 1) })
        for number in 0..<count { timeline.add(nil, nil, nil, "entry \(number + 1)") }
        return timeline
    }

    @Test(arguments: [10_001, 12_500, 12_501, 30_000])
    func `only the last 10,000 entries are kept`(count: Int) {
        let timeline = timeline(of: count)
        #expect(timeline.last == count)
        #expect(timeline.entries(after: 0).first?.sequence == count - 10_000 + 1)
    }

    @Test func `an answer holds at most 1,000, and the next goes on after it`() {
        let timeline = timeline(of: 2500)
        var sequences: [Int] = []
        while let last = timeline.entries(after: sequences.last ?? 0).last?.sequence {
            sequences += timeline.entries(after: sequences.last ?? 0).map(\.sequence)
            #expect(sequences.last == last)
        }
        #expect(sequences == Array(1...2500))
    }

    @Test func `whoever waits gets the next entry at once`() async {
        let timeline = timeline(of: 3)
        async let waited = timeline.entries(after: 3, waitingFor: .seconds(30))
        timeline.add(.pingReceived, .received, nil, "the next")
        #expect(await waited.map(\.detail) == ["the next"])
    }

    @Test func `whoever is cancelled waits no longer`() async {
        let timeline = timeline(of: 3)
        let elapsed = await ContinuousClock().measure {
            let waiting = Task { await timeline.entries(after: 3, waitingFor: .seconds(30)) }
            waiting.cancel()
            #expect(await waiting.value.isEmpty)
        }
        #expect(elapsed < .seconds(20))
    }

    @Test func `waiting ends when the time is up`() async {
        #expect(await timeline(of: 3).entries(after: 3, waitingFor: .milliseconds(1)).isEmpty)
    }
}
