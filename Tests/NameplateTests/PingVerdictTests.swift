import Nameplate
import Testing

struct PingVerdictTests {
    @Test(
        arguments: [
            (200, .accepted), (202, .accepted), (204, .accepted), (299, .accepted), (301, .failed(.redirected)),
            (304, .failed(.redirected)), (400, .failed(.unexpected)), (401, .failed(.unauthorized)),
            (403, .failed(.unauthorized)), (404, .failed(.notFound)), (410, .failed(.gone)),
            (418, .failed(.unexpected)), (429, .failed(.throttled)), (500, .failed(.unavailable)),
            (503, .failed(.unavailable)), (600, .failed(.unexpected)), (100, .failed(.unexpected)),
            (0, .failed(.unexpected)),
        ] as [(Int, PingVerdict)]
    )
    func `only 2xx takes a ping`(status: Int, verdict: PingVerdict) {
        #expect(PingVerdict(status: status) == verdict)
    }

    @Test(
        arguments: [
            (.unauthorized, nil, .pause(for: .seconds(300))), (.gone, nil, .pause(for: nil)),
            (.notFound, nil, .nothing), (.unexpected, nil, .nothing), (.unreadable, nil, .nothing),
            (.redirected, nil, .failure), (.unavailable, nil, .failure), (.throttled, nil, .failure),
            (.unanswered("timeout"), nil, .failure), (.unanswered("tls"), nil, .failure),
            (.throttled, .seconds(7), .rest(.seconds(7))), (.unavailable, .seconds(7), .rest(.seconds(7))),
            (.notFound, .seconds(7), .nothing), (.unauthorized, .seconds(7), .pause(for: .seconds(300))),
        ] as [(PingFault, Duration?, LaneConsequence)]
    )
    func `each fault has one consequence for its lane`(fault: PingFault, asked: Duration?, what: LaneConsequence) {
        #expect(fault.consequence(asked: asked) == what)
    }

    @Test func `what is wrong with us, or between us and the whole network, discards nothing`() {
        let faults: [PingFault] = [
            .unauthorized, .gone, .notFound, .throttled, .redirected, .unavailable, .unexpected, .unreadable,
            .unanswered("refused"),
        ]
        #expect(faults.filter { !$0.endsInDiscard } == [.unauthorized, .gone, .unreadable])
    }

    @Test func `the words that are stored stay as they are`() {
        let faults: [PingFault] = [
            .unauthorized, .gone, .notFound, .throttled, .redirected, .unavailable, .unexpected, .unreadable,
            .unanswered("tls"),
        ]
        #expect(
            faults.map(\.word) == [
                "unauthorized", "gone", "not-found", "throttled", "redirected", "unavailable", "unexpected",
                "unreadable", "tls",
            ]
        )
    }
}
