import Testing
import WebhookKit
import WebhookKitTesting

/// The three days of D-5, and the ten rounds of D-6, in virtual time.
@Suite struct GlassixScheduleTests {
    @Test func thirteenRoundsTheLastAtSeventyTwoHours() async throws {
        let harness = try Harness(configure: {
            $0.policy = GladlyScheduleTests.exact(.glassix)
        }) { _ in .status(500) }
        try await harness.virtually {
            let hook = try await harness.webhook().webhook
            try await harness.publish()
            let report = try await harness.drainAll()
            let minute = 60.0
            let hour = 3600.0
            let start = 21 * minute
            #expect(
                harness.secondsOfCalls == [
                    0, minute, 6 * minute, start, start + hour, start + 3 * hour, start + 7 * hour,
                    start + 15 * hour, start + 27 * hour, start + 39 * hour, start + 51 * hour,
                    start + 63 * hour, 72 * hour,
                ]
            )
            #expect(report.failed == 1)
            let after = try await harness.service.webhooks.webhook(hook.id)
            #expect(after?.deactivation == nil, "the event is given up, the webhook stays active")
        }
    }

    @Test func jitterKeepsTheLastRoundAtSeventyTwoHours() async throws {
        let harness = try Harness(configure: { $0.policy = .glassix }) { _ in .hang }
        try await harness.virtually {
            _ = try await harness.webhook()
            try await harness.publish()
            try await harness.drainAll()
            #expect(harness.secondsOfCalls.count == 13)
            #expect(harness.secondsOfCalls.last == 259_200.0)
        }
    }

    /// D-6.
    @Test func standardWebhooksHasTenRounds() async throws {
        let harness = try Harness(configure: {
            $0.policy = GladlyScheduleTests.exact(.standardWebhooks)
        }) { _ in .status(503) }
        try await harness.virtually {
            _ = try await harness.webhook()
            try await harness.publish()
            try await harness.drainAll()
            let gaps = [0, 5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400].map(Double.init)
            var sum = 0.0
            #expect(
                harness.secondsOfCalls
                    == gaps.map { gap in
                        sum += gap
                        return sum
                    }
            )
        }
    }
}
