import Testing
import WebhookKit
import WebhookKitTesting

/// The whole schedule of D-3 in virtual time, from the first failure to reactivation.
@Suite struct GladlyScheduleTests {
    /// The preset without chance, so that times are exact.
    static func exact(_ policy: DeliveryPolicy) -> DeliveryPolicy {
        var policy = policy
        policy.jitter = 0
        return policy
    }

    @Test func fiveRoundsThenDeactivationAndNotice() async throws {
        let harness = try Harness(configure: { $0.policy = Self.exact(.gladly) }) { _ in
            .status(500)
        }
        try await harness.virtually {
            let hook = try await harness.webhook().webhook
            let event = try await harness.publish()
            let report = try await harness.drainAll()
            #expect(harness.secondsOfCalls == [0, 60, 360, 1260, 3060])
            #expect(report.attempts == 5 && report.failed == 1)

            let after = try #require(try await harness.service.webhooks.webhook(hook.id))
            let deactivation = try #require(after.deactivation)
            #expect(deactivation.reason == .exhausted)
            #expect(deactivation.at == Harness.start.advanced(by: .seconds(3060)))
            #expect(deactivation.outage?.firstFailureAt == Harness.start)
            #expect(deactivation.outage?.position == event.position)

            let kinds = harness.notifier.sent.elements.map(\.notice.kind)
            #expect(kinds.count == 2, "failing after 3 of 5 rounds, deactivated after 5")
            guard case .failing = kinds.first, case .deactivated = kinds.last else {
                Issue.record("unexpected notices \(kinds)")
                return
            }
            #expect(harness.notifier.sent.elements.allSatisfy { $0.recipients.count == 2 })
        }
    }

    /// D-4; Fault 29.
    @Test(arguments: [408, 409, 429, 504])
    func transientStatusIsTriedFourTimesARound(status: Int) async throws {
        let harness = try Harness(configure: { $0.policy = Self.exact(.gladly) }) { _ in
            .status(status)
        }
        try await harness.virtually {
            _ = try await harness.webhook()
            try await harness.publish()
            try await harness.drainAll()
            let rounds: [Double] = [0, 75, 390, 1305, 3120]
            #expect(
                harness.secondsOfCalls
                    == rounds.flatMap { start in
                        [0, 5, 10, 15].map { start + $0 }
                    }
            )
        }
    }

    @Test(arguments: [TransportFailure.Kind.dns, .connect])
    func networkErrorsAreTriedQuickly(kind: TransportFailure.Kind) async throws {
        let harness = try Harness(configure: { $0.policy = Self.exact(.gladly) }) { _ in
            .failure(kind)
        }
        try await harness.virtually {
            _ = try await harness.webhook()
            try await harness.publish()
            try await harness.drainAll()
            #expect(harness.secondsOfCalls.count == 20)
        }
    }

    /// D-4.
    @Test func timeoutsTakeFifteenSecondsAndAreNotTriedQuickly() async throws {
        let harness = try Harness(configure: { $0.policy = Self.exact(.gladly) }) { _ in .hang }
        try await harness.virtually {
            _ = try await harness.webhook()
            try await harness.publish()
            try await harness.drainAll()
            #expect(harness.secondsOfCalls == [0, 75, 390, 1305, 3120])
        }
    }

    @Test func worstCaseEndsWithinTheWindow() async throws {
        let harness = try Harness(configure: { $0.policy = .gladly }) { _ in
            .status(504, after: .milliseconds(14_999))
        }
        try await harness.virtually {
            _ = try await harness.webhook()
            try await harness.publish()
            try await harness.drainAll()
            let last = try #require(harness.secondsOfCalls.last)
            #expect(harness.secondsOfCalls.count == 20)
            #expect(last + 15 <= 3588)
        }
    }

    @Test func skippedWhileInactiveThenReactivated() async throws {
        let harness = try Harness(configure: { $0.policy = Self.exact(.gladly) }) { call in
            call.index < 5 ? .status(500) : .status(200)
        }
        try await harness.virtually {
            let hook = try await harness.webhook().webhook
            try await harness.publish(1)
            try await harness.drainAll()
            for number in 2...4 { try await harness.publish(number) }
            try await harness.drainAll()
            #expect(harness.transport.calls.count == 5)
            #expect(try await harness.service.webhooks.skippedEvents(of: hook.id) == 3)
            let readiness = try await harness.service.webhooks.reactivationReadiness(of: hook.id)
            #expect(readiness.failing.keys.map(\.name) == ["CONVERSATION_CLOSED"])

            let active = try await harness.service.webhooks.activate(hook.id)
            #expect(active.health.state == .active)
            try await harness.publish(5)
            let report = try await harness.drainAll()
            #expect(report.delivered == 1)
            #expect(harness.transport.calls.count == 6)
            guard case .reactivated = harness.notifier.sent.elements.last?.notice.kind else {
                Issue.record("no notice of the reactivation")
                return
            }
        }
    }
}
