import Nameplate
import Testing

struct DeliveryTests {
    @Test func `a new delivery is pending`() throws {
        #expect(try delivery().state == .pending)
    }

    @Test func `a leased one is being sent`() throws {
        #expect(try delivery(isLeased: true).state == .sending)
    }

    @Test func `an acknowledged one waits for its pull`() throws {
        #expect(try delivery(acknowledged: 2, isDue: false).state == .acknowledged)
        #expect(try delivery(acknowledged: 2, pulled: 1, isDue: false).state == .acknowledged)
        #expect(try delivery(acknowledged: 2, pulled: 2, isDue: false).state == .confirmed)
        #expect(try delivery(acknowledged: 3, pulled: 5, isDue: false).state == .confirmed)
    }

    @Test func `one whose pulls overlapped waits for another`() throws {
        var delivery = try delivery(acknowledged: 2, pulled: 2, isDue: false)
        delivery.pulledAt = moment(100)
        delivery.olderPulledAt = moment(71)
        #expect(delivery.isInDoubt && delivery.state == .acknowledged)
        delivery.olderPulledAt = moment(130)
        #expect(delivery.isInDoubt && delivery.state == .acknowledged)
        delivery.olderPulledAt = moment(70)
        #expect(!delivery.isInDoubt && delivery.state == .confirmed)
    }

    @Test func `what is owed again is pending, however much was acknowledged`() throws {
        #expect(try delivery(acknowledged: 2, pulled: 2, isDue: true).state == .pending)
        #expect(try delivery(acknowledged: 2, pulled: 2, isDue: true, isLeased: true).state == .sending)
    }

    @Test func `a pull alone confirms nothing`() throws {
        #expect(try delivery(acknowledged: 1, pulled: 2).state == .pending)
    }

    @Test func `discarded comes before all else`() throws {
        #expect(try delivery(acknowledged: 2, pulled: 2, isDue: false, isDiscarded: true).state == .discarded)
        #expect(try delivery(isLeased: true, isDiscarded: true).state == .discarded)
    }

    private func delivery(
        acknowledged: Int64 = 0,
        pulled: Int64 = 0,
        isDue: Bool = true,
        isLeased: Bool = false,
        isDiscarded: Bool = false
    ) throws -> Delivery {
        Delivery(
            network: try NetworkName("labs.fyre.co"),
            user: try UserID("ada"),
            wantedVersion: 2,
            wantedAt: moment(0),
            acknowledgedVersion: acknowledged,
            acknowledgedAt: nil,
            pulledVersion: pulled,
            pulledAt: nil,
            attempts: 0,
            dueAt: isDue ? moment(0) : nil,
            isLeased: isLeased,
            lastStatus: nil,
            lastError: nil,
            discardedAt: isDiscarded ? moment(0) : nil
        )
    }
}
