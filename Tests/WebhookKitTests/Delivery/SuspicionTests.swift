import Testing
import WebhookKit
import WebhookKitTesting

/// Suspect deliveries (D-13); suspect senders are in `SenderSuspicionTests`.
@Suite struct SuspicionTests {
    /// Fault 56.
    @Test func aSuspectDeliveryIsTriedAlone() async throws {
        let harness = try Harness { _ in .status(200, after: .seconds(1)) }
        try await harness.virtually {
            _ = try await harness.webhook()
            try await harness.publish()
            for _ in 0..<3 {
                let claim = try await harness.store.claim(
                    ClaimRequest(owner: try WorkerID("dies"), limit: 1, isIdle: true)
                )
                #expect(claim.deliveries.count == 1)
                try await harness.clock.sleep(for: .seconds(61))
            }
            let start = harness.clock.uptime
            for number in 0..<3 { try await harness.publish(number) }
            _ = await harness.service.drain()
            let delays = harness.transport.calls.map { $0.uptime - start }
            #expect(delays == [.zero, .zero, .zero, .milliseconds(1001)])
        }
    }
}
