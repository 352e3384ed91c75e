import Nameplate
import Testing

@Suite struct CivilDateTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
        (1_709_251_199_999, "2024-02-29T23:59:59.999Z"), (4_107_542_399_001, "2100-02-28T23:59:59.001Z"),
        (1_800_000_000_123, "2027-01-15T08:00:00.123Z"), (-1, "1969-12-31T23:59:59.999Z"),
    ])
    func `a moment is written as RFC 3339 has it`(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).rfc3339 == text)
    }
}
