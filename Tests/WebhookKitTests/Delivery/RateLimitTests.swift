import Testing

@testable import WebhookKit

@Suite struct RateLimitTests {
    private func record(_ rate: Double?) throws -> WebhookRecord {
        try Samples.record(flow: DeliveryFlow(deliveriesPerSecond: rate))
    }

    @Test func withoutLimitEverythingStartsNow() throws {
        var record = try record(nil)
        record.start(at: Samples.time(0))
        #expect(record.nextStart == nil)
        #expect(record.earliestStart(at: Samples.time(0)) == Samples.time(0))
    }

    @Test(arguments: [0.001, 0.5, 1, 3, 10, 99, 250, 1000])
    func startsKeepToTheLimit(_ rate: Double) throws {
        var record = try record(rate)
        var now = Samples.time(0)
        let count = 1000
        for _ in 0..<count {
            now = record.earliestStart(at: now)
            record.start(at: now)
        }
        let seconds = Samples.time(0).duration(to: now).inSeconds
        #expect(seconds >= Double(count - 1) / rate - 0.001, "too fast")
    }

    /// Rounding to whole milliseconds must not cost more than a tenth of the limit.
    @Test(arguments: [1, 10, 99, 250, 300, 700, 999, 1000, 3000, 100_000] as [Double])
    func startsReachTheLimit(_ rate: Double) throws {
        var record = try record(rate)
        var now = Samples.time(0)
        let count = 10_000
        for _ in 0..<count {
            now = record.earliestStart(at: now)
            record.start(at: now)
        }
        let seconds = Samples.time(0).duration(to: now).inSeconds
        #expect(seconds <= Double(count) / rate * 1.1 + 0.001, "too slow")
        #expect(seconds >= Double(count) / rate * 0.9 - 0.001, "too fast")
    }

    @Test func idleTimeIsNotSavedUp() throws {
        var record = try record(1)
        record.start(at: Samples.time(0))
        record.start(at: Samples.time(100))
        #expect(record.earliestStart(at: Samples.time(100)) == Samples.time(101))
    }

    @Test func clockSetBackHoldsNothingUp() throws {
        var record = try record(1)
        record.start(at: Samples.time(0))
        #expect(record.earliestStart(at: Samples.time(-3600)) == Samples.time(-3600))
        record.webhook.flow.deliveriesPerSecond = nil
        #expect(record.earliestStart(at: Samples.time(0)) == Samples.time(0))
    }
}
