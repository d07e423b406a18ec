import Testing
import WebhookKit
import WebhookKitTesting

/// What an attempt to an earlier URL does to its delivery (D-9, A-7).
/// Fault 65.
@Suite struct GenerationTests {
    /// The receiver at `hook.example` gives every answer late, the one at `new.example` takes all.
    private static func harness(_ status: Int) throws -> Harness {
        let oneRound: (inout WebhookService.Configuration) -> Void = {
            $0.policy.gaps = []
            $0.policy.quickRetries = nil
        }
        return try Harness(configure: oneRound) { call in
            "\(call.request.url)".contains("new.example")
                ? .status(200) : .status(status, after: .seconds(2))
        }
    }

    private static func moveURL(of hook: Webhook, _ harness: Harness) async throws {
        _ = try await harness.service.webhooks.edit(
            hook.id,
            revision: hook.revision,
            ping: .skipped
        ) { $0.url = "https://new.example/in" }
    }

    @Test(arguments: [500, 410])
    func aLateFailureOfTheOldURLLosesNothing(_ status: Int) async throws {
        let harness = try Self.harness(status)
        try await harness.virtually {
            let hook = try await harness.webhook().webhook
            try await harness.publish()
            async let drained = harness.service.drain()
            try await harness.clock.sleep(for: .seconds(1))
            try await Self.moveURL(of: hook, harness)
            _ = await drained
            try await harness.drainAll()
            let present = try await harness.service.webhooks.webhook(hook.id)
            #expect(present?.health.state == .active)
        }
        #expect(harness.transport.calls.count == 2, "the new URL was never asked")
        #expect(try await harness.store.backlog() == Backlog())
    }

    @Test func aLateSuccessOfTheOldURLIsADelivery() async throws {
        let harness = try Self.harness(200)
        try await harness.virtually {
            let hook = try await harness.webhook().webhook
            try await harness.publish()
            async let drained = harness.service.drain()
            try await harness.clock.sleep(for: .seconds(1))
            try await Self.moveURL(of: hook, harness)
            _ = await drained
            try await harness.drainAll()
        }
        #expect(harness.transport.calls.count == 1)
    }
}
