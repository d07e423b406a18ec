import Testing
import WebhookKit
import WebhookKitTesting

/// Floods and black holes in small (Faults 31 and 32).
@Suite struct LoadTests {
    @Test func aFloodAgainstAnOverloadedReceiverIsDrained() async throws {
        let harness = try Harness { call in
            .status(call.uptime < .milliseconds(300) ? 503 : 200, after: .milliseconds(10))
        }
        let hook = try await harness.virtually {
            let hook = try await harness.webhook { $0.flow.concurrency = 64 }.webhook
            for batch in 0..<6 {
                try await harness.service.publishAll(
                    (0..<1000).map {
                        EventDraft(
                            .taskCreated,
                            json: Array("\(batch * 1000 + $0)".utf8),
                            in: .default
                        )
                    }
                )
            }
            let report = try await harness.drainAll()
            #expect(report.delivered == 6000)
            #expect(report.retrying > 1500, "the flood met the 503s")
            #expect(try await harness.store.backlog().waiting == 0)
            return try #require(try await harness.service.webhooks.webhook(hook.id))
        }
        #expect(hook.health.state == .active)
        #expect(harness.transport.mostInFlight(to: hook.url) == 64)
    }

    @Test func aBlackHoleAmongFiftyDoesNotSlowTheOthers() async throws {
        let healthy = try await latencies(withBlackHole: false)
        let beside = try await latencies(withBlackHole: true)
        #expect(healthy.count == 49 * 20)
        #expect(beside.count == 49 * 20)
        let worst = try #require(healthy.last)
        #expect(beside.last.map { $0 <= worst * 2 } == true)
        let sums = [healthy, beside].map { $0.reduce(.zero, +) }
        #expect(sums[1] <= sums[0] * 1.05)
    }

    /// From an event's publication to its answer, for the 49 healthy webhooks, in rising order.
    private func latencies(withBlackHole: Bool) async throws -> [Duration] {
        let harness = try Harness { call in
            withBlackHole && call.request.url.string.contains("hook0.")
                ? .hang : .status(200, after: .milliseconds(20))
        }
        let dead = try await harness.virtually {
            for index in 0..<50 { _ = try await harness.webhook("hook\(index)") }
            try await harness.whileRunning {
                for number in 0..<20 {
                    try await harness.publish(number)
                    try await harness.clock.sleep(for: .milliseconds(50))
                }
                try await harness.clock.sleep(for: .seconds(1))
            }
            let all = try await harness.service.webhooks.all()
            return try #require(all.first { $0.name == "hook0" }).url
        }
        #expect(harness.transport.mostInFlight(to: dead) <= 4, "its own cap at the most")
        // An event goes out every 50 ms: what is left over is the time it waited.
        return harness.transport.calls.filter { $0.request.url != dead }
            .map { .milliseconds(20) + ($0.uptime - .milliseconds(50) * $0.indexAtURL) }
            .sorted()
    }
}
