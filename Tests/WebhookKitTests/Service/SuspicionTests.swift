import Testing
import WebhookKit
import WebhookKitTesting

/// Suspect senders (SPEC D-16) and suspect deliveries (SPEC D-13).
@Suite struct SuspicionTests {
    @Test(arguments: [TransportFailure.Kind.timeout(.response), .tls(.expired), .protocolError])
    func whileTheSenderIsSuspectNoFailureSpendsARound(kind: TransportFailure.Kind) async throws {
        let harness = try Harness { call in
            call.request.url.string.contains("late")
                ? .failure(kind, after: .seconds(5)) : .failure(.connect)
        }
        try await harness.virtually {
            let policy = DeliveryPolicy(window: .seconds(60), gaps: [], exhaustion: .deactivate)
            let late = try await harness.webhook("late") { $0.policy = policy }.webhook
            for index in 0..<5 { _ = try await harness.webhook("hook\(index)") }
            try await harness.publish()
            _ = await harness.service.drain()
            #expect(try await harness.service.health().isSenderSuspect)
            let after = try #require(try await harness.service.webhooks.webhook(late.id))
            #expect(after.health.state == .active)
        }
    }

    @Test func aDrainAsksForNothingWhenNothingWaitsThoughTheSenderIsSuspect() async throws {
        let harness = try Harness { _ in .failure(.connect) }
        try await harness.virtually {
            for index in 0..<5 { _ = try await harness.webhook("hook\(index)") }
            try await harness.publish()
            _ = await harness.service.drain()
            for webhook in try await harness.service.webhooks.all() {
                try await harness.service.webhooks.delete(webhook.id)
            }
            let report = await harness.service.drain()
            #expect(report.nextDue == nil)
        }
    }

    /// However many others have never given one.
    @Test func probesReachAReceiverThatHasAnswered() async throws {
        let harness = try Harness { call in
            call.request.url.string.contains("dead") ? .failure(.connect) : .status(200)
        }
        try await harness.virtually {
            for index in 0..<20 { _ = try await harness.webhook("dead\(index)", .unproven) }
            try await harness.publish()
            _ = await harness.service.drain()
            #expect(try await harness.service.health().isSenderSuspect)
            let alive = try await harness.webhook("alive").webhook
            try await harness.publish()
            let begin = harness.clock.uptime
            try await harness.whileRunning {
                _ = await harness.observer.observations.wait { seen in
                    seen.contains {
                        if case .attempted(alive.id, _, _) = $0 { true } else { false }
                    }
                }
                #expect(harness.clock.uptime - begin < .seconds(5))
            }
        }
    }

    @Test func oneHostWithFivePortsIsOneHost() async throws {
        let harness = try Harness { _ in .failure(.connect) }
        try await harness.virtually {
            for port in 8001...8005 {
                _ = try await harness.webhook("hook") { $0.url = "https://hook.example:\(port)/in" }
            }
            try await harness.publish()
            _ = await harness.service.drain()
            #expect(try await harness.service.health().isSenderSuspect == false)
        }
    }

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
