import Testing
import WebhookKit
import WebhookKitTesting

/// Faults that concern the core: clocks, late results, floods of failures.
@Suite struct FaultTests {
    static let exact = GladlyScheduleTests.exact

    /// Fault 18.
    @Test(arguments: [-3600, 10 * 86400])
    func wallClockJumpsMakeNoBurstAndDeactivateNothingEarly(jump: Int) async throws {
        let harness = try Harness(configure: { $0.policy = Self.exact(.gladly) }) { _ in
            .status(500)
        }
        try await harness.virtually {
            _ = try await harness.webhook()
            try await harness.publish()
            _ = await harness.service.drain()
            harness.clock.jumpWallTime(by: .seconds(jump))
            try await harness.drainAll()
            let calls = harness.transport.calls.count
            #expect(calls == 5, "every round takes place")
            #expect(harness.clock.uptime >= .seconds(3000), "no burst")
            #expect(harness.clock.uptime <= .seconds(3120), "no round is held back")
        }
    }

    /// Fault 19.
    @Test func retriesVerifyAtTheirOwnTimeUnderOneID() async throws {
        let harness = try Harness(configure: { $0.policy = Self.exact(.gladly) }) { _ in
            .status(500)
        }
        try await harness.virtually {
            let created = try await harness.webhook()
            let published = try await harness.publish()
            try await harness.drainAll()
            for call in harness.transport.calls {
                let verifier = WebhookVerifier(
                    secrets: [created.secret],
                    clock: ManualClock(now: call.at)
                )
                let message = try verifier.verify(
                    headers: call.request.headers,
                    body: Array(call.request.body)
                )
                #expect(message.id == published.id.string)
            }
            let early = WebhookVerifier(
                secrets: [created.secret],
                clock: ManualClock(now: Harness.start)
            )
            let last = try #require(harness.transport.calls.last)
            #expect(throws: VerificationError.self) {
                try early.verify(headers: last.request.headers, body: Array(last.request.body))
            }
        }
    }

    /// A-2; Fault 29.
    @Test func goneDeactivatesAfterOneAttempt() async throws {
        let harness = try Harness { _ in .status(410) }
        try await harness.virtually {
            let hook = try await harness.webhook().webhook
            try await harness.publish()
            try await harness.drainAll()
            #expect(harness.transport.calls.count == 1)
            let after = try await harness.service.webhooks.webhook(hook.id)
            #expect(after?.deactivation?.reason == .gone)
        }
    }

    ///
    @Test func exemptWebhooksAreNeverDeactivated() async throws {
        let harness = try Harness { _ in .status(410) }
        try await harness.virtually {
            let hook = try await harness.webhook { $0.isExempt = true }.webhook
            try await harness.publish()
            try await harness.drainAll()
            let after = try await harness.service.webhooks.webhook(hook.id)
            #expect(after?.deactivation == nil)
            #expect(harness.transport.calls.count == 5)
        }
    }

    /// Fault 34.
    @Test func aHundredFailuresAtOnceMakeOneTransitionAndOneNotice() async throws {
        let harness = try Harness(configure: {
            $0.webhookConcurrency = 100
            $0.concurrency = 100
        }) { _ in .status(500, after: .seconds(1)) }
        try await harness.virtually {
            let hook = try await harness.webhook {
                $0.policy = DeliveryPolicy(window: .seconds(60), gaps: [], exhaustion: .deactivate)
            }.webhook
            for number in 0..<100 { try await harness.publish(number) }
            try await harness.drainAll()
            let after = try #require(try await harness.service.webhooks.webhook(hook.id))
            #expect(after.health.generation == 2)
            let deactivations = harness.notifier.sent.elements.filter {
                if case .deactivated = $0.notice.kind { true } else { false }
            }
            #expect(deactivations.count == 1)
        }
    }

    /// A-5; Fault 34.
    @Test func noticesSurviveACrashOfTheNotifier() async throws {
        let failures = SeededRandom(seed: 3)
        let notifier = RecordingNotifier { _ in
            failures.next() % 3 != 0 ? StoreError.busy("mail server away") : nil
        }
        let harness = try Harness(notifier: notifier) { _ in .status(410) }
        try await harness.virtually {
            for index in 0..<5 { _ = try await harness.webhook("hook\(index)") }
            try await harness.publish()
            for _ in 0..<50 {
                _ = await harness.service.drain()
                try await harness.clock.sleep(for: .seconds(61))
            }
            #expect(Set(notifier.sent.elements.map(\.notice.id)).count == 5)
            #expect(notifier.sent.elements.count == 5)
        }
    }

    /// A-7; Fault 35.
    @Test func aLateFailureOfAnEarlierGenerationDoesNotCount() async throws {
        let harness = try Harness { call in
            call.index == 0 ? .status(410, after: .seconds(10)) : .status(200)
        }
        try await harness.virtually {
            let hook = try await harness.webhook().webhook
            try await harness.publish()
            async let draining = harness.service.drain()
            try await harness.clock.sleep(for: .seconds(1))
            try await harness.service.webhooks.deactivate(hook.id)
            try await harness.service.webhooks.activate(hook.id)
            _ = await draining
            let after = try await harness.service.webhooks.webhook(hook.id)
            #expect(after?.health.state == .active)
        }
    }

    /// Fault 35.
    @Test func nothingIsSentAfterDeactivationOrDeletion() async throws {
        let harness = try Harness { _ in .status(200, after: .milliseconds(100)) }
        try await harness.virtually {
            let stopped = try await harness.webhook("stopped").webhook
            let deleted = try await harness.webhook("deleted").webhook
            for number in 0..<100 { try await harness.publish(number) }
            try await harness.whileRunning {
                try await harness.clock.sleep(for: .milliseconds(250))
                try await harness.service.webhooks.deactivate(stopped.id)
                try await harness.service.webhooks.delete(deleted.id)
                let sent = harness.transport.calls.count
                try await harness.clock.sleep(for: .seconds(120))
                #expect(harness.transport.calls.count == sent)
            }
        }
    }

    /// G-3; Fault 37.
    @Test func everyRequestVerifiesWhileSecretsRotate() async throws {
        let harness = try Harness { _ in .status(200, after: .milliseconds(50)) }
        try await harness.virtually {
            let created = try await harness.webhook()
            let rotated = try await harness.whileRunning {
                for number in 0..<50 { try await harness.publish(number) }
                let rotated = try await harness.service.webhooks.rotateSecret(
                    of: created.webhook.id,
                    overlap: .seconds(3600)
                )
                for number in 50..<100 { try await harness.publish(number) }
                try await harness.clock.sleep(for: .seconds(7200))
                for number in 100..<110 { try await harness.publish(number) }
                try await harness.clock.sleep(for: .seconds(60))
                return rotated
            }
            let calls = harness.transport.calls
            #expect(calls.count == 110)
            for call in calls {
                let clock = ManualClock(now: call.at)
                let both = WebhookVerifier(secrets: [created.secret, rotated.secret], clock: clock)
                let old = WebhookVerifier(secrets: [created.secret], clock: clock)
                let (headers, body) = (call.request.headers, Array(call.request.body))
                #expect(throws: Never.self) { try both.verify(headers: headers, body: body) }
                let isAfter = Harness.start.advanced(by: .seconds(3700)) < call.at
                if isAfter {
                    #expect(throws: VerificationError.self) {
                        try old.verify(headers: headers, body: body)
                    }
                } else {
                    #expect(throws: Never.self) { try old.verify(headers: headers, body: body) }
                }
            }
        }
    }

    @Test func revokingEndsEveryOldSecretAtOnce() async throws {
        let harness = try Harness()
        try await harness.virtually {
            let created = try await harness.webhook()
            let webhooks = harness.service.webhooks
            let rotated = try await webhooks.rotateSecret(of: created.webhook.id)
            try await webhooks.revokeOldSecrets(of: created.webhook.id)
            try await harness.publish()
            _ = await harness.service.drain()
            let call = try #require(harness.transport.calls.first)
            let (headers, body) = (call.request.headers, Array(call.request.body))
            let old = WebhookVerifier(secrets: [created.secret], clock: harness.clock)
            let new = WebhookVerifier(secrets: [rotated.secret], clock: harness.clock)
            #expect(throws: VerificationError.noMatchingSignature) {
                try old.verify(headers: headers, body: body)
            }
            #expect(throws: Never.self) { try new.verify(headers: headers, body: body) }
        }
    }

    /// Fault 33.
    @Test func tenThousandRetriesAreSpreadByJitter() async throws {
        let harness = try Harness(configure: {
            $0.concurrency = 1000
            $0.webhookConcurrency = 1000
        }) { _ in .status(500) }
        try await harness.virtually {
            _ = try await harness.webhook {
                $0.policy = DeliveryPolicy(window: .seconds(7200), gaps: [.seconds(1000)])
            }
            for batch in 0..<10 {
                let drafts = (0..<1000).map {
                    EventDraft(.taskCreated, json: Array("\(batch * 1000 + $0)".utf8), in: .default)
                }
                try await harness.service.publishAll(drafts)
            }
            _ = await harness.service.drain()
            try await harness.drainAll()
        }
        var perSecond: [Int: Int] = [:]
        for second in harness.secondsOfCalls where second > 0 {
            perSecond[Int(second), default: 0] += 1
        }
        #expect(perSecond.values.reduce(0, +) == 10_000)
        #expect(perSecond.count >= 50, "spread over the 50 s of 5 %")
        #expect(perSecond.values.max() ?? 0 < 400)
    }
}
