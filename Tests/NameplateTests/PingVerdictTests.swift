import Nameplate
import Testing

struct PingVerdictTests {
    @Test(
        arguments: [
            (200, .accepted), (202, .accepted), (204, .accepted), (299, .accepted), (301, .failed(.redirected)),
            (304, .failed(.redirected)), (400, .failed(.unexpected)), (401, .failed(.unauthorized)),
            (403, .failed(.unauthorized)), (404, .failed(.notFound)), (410, .failed(.notFound)),
            (418, .failed(.unexpected)), (429, .failed(.throttled)), (500, .failed(.unavailable)),
            (503, .failed(.unavailable)), (600, .failed(.unexpected)), (100, .failed(.unexpected)),
            (0, .failed(.unexpected)),
        ] as [(Int, PingVerdict)]
    )
    func `only 2xx takes a ping`(status: Int, verdict: PingVerdict) {
        #expect(PingVerdict(status: status) == verdict)
    }
}
