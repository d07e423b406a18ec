import Testing
import WebhookKit
import WebhookKitTesting

/// `run()`: batches, caps, shutdown, and what happens beside it (D-8 to D-12).
@Suite struct RunningTests {
    @Test func runDeliversWhatIsPublishedWhileItRuns() async throws {
        let harness = try Harness()
        try await harness.virtually {
            _ = try await harness.webhook()
            try await harness.whileRunning {
                for number in 0..<20 { try await harness.publish(number) }
                _ = await harness.observer.activities.wait { seen in
                    seen.count { if case .settled = $0 { true } else { false } } == 20
                }
            }
        }
        #expect(harness.transport.calls.count == 20)
        #expect(
            Set(harness.transport.calls.map { $0.request.headers.first(named: "webhook-id") }).count
                == 20
        )
    }

    @Test func aWebhookGetsNoMoreThanItsShareAtOnce() async throws {
        let harness = try Harness { _ in .status(200, after: .seconds(1)) }
        try await harness.virtually {
            let slow = try await harness.webhook("slow").webhook
            let narrow = try await harness.webhook("narrow") { $0.flow.concurrency = 2 }.webhook
            for number in 0..<24 { try await harness.publish(number) }
            try await harness.drainAll()
            #expect(harness.transport.mostInFlight(to: slow.url) == 4)
            #expect(harness.transport.mostInFlight(to: narrow.url) == 2)
        }
        #expect(harness.transport.calls.count == 48)
    }

    @Test func aDeadReceiverDoesNotSlowTheOthers() async throws {
        let harness = try Harness { call in
            call.request.url.string.contains("dead") ? .hang : .status(200)
        }
        try await harness.virtually {
            _ = try await harness.webhook("dead")
            let alive = try await harness.webhook("alive").webhook
            for number in 0..<200 { try await harness.publish(number) }
            try await harness.whileRunning {
                _ = await harness.observer.activities.wait { seen in
                    seen.count {
                        if case .attempted(alive.id, _, _) = $0 { true } else { false }
                    } == 200
                }
                #expect(harness.clock.uptime < .seconds(1))
            }
        }
    }

    /// D-11.
    @Test func orderedWebhooksHoldBackLaterEvents() async throws {
        let harness = try Harness { call in call.index < 2 ? .status(500) : .status(200) }
        try await harness.virtually {
            let hook = try await harness.webhook { $0.flow.isOrdered = true }.webhook
            var published: [String] = []
            for number in 0..<5 { published.append(try await harness.publish(number).id.string) }
            try await harness.drainAll()
            let sent = harness.transport.calls.compactMap {
                $0.request.headers.first(named: "webhook-id")
            }
            #expect(sent == [published[0], published[0]] + published)
            #expect(harness.transport.mostInFlight(to: hook.url) == 1)
        }
    }

    @Test func rateLimitSpreadsDeliveries() async throws {
        let harness = try Harness()
        try await harness.virtually {
            _ = try await harness.webhook { $0.flow.deliveriesPerSecond = 2 }
            for number in 0..<5 { try await harness.publish(number) }
            try await harness.drainAll()
            #expect(harness.secondsOfCalls == [0, 0.5, 1, 1.5, 2])
        }
    }

    @Test func shutdownLetsAttemptsFinishAndBurnsNone() async throws {
        let harness = try Harness(configure: { $0.webhookConcurrency = 50 }) { call in
            .status(200, after: .seconds(call.index % 2 == 0 ? 3 : 60))
        }
        try await harness.virtually {
            _ = try await harness.webhook {
                $0.policy = DeliveryPolicy(
                    deadline: .seconds(120),
                    window: .seconds(900),
                    gaps: [.seconds(60)]
                )
            }
            for number in 0..<50 { try await harness.publish(number) }
            try await harness.whileRunning {
                try await harness.clock.sleep(for: .seconds(1))
                #expect(harness.transport.calls.count == 50)
            }
            #expect(harness.clock.uptime <= .seconds(17), "the grace of 15 s and no more")
            let backlog = try await harness.store.backlog()
            #expect(backlog.leased == 0)
            #expect(backlog.waiting == 25, "the slow half is given back")
            let claim = try await harness.store.claim(
                ClaimRequest(
                    owner: try WorkerID("w"),
                    limit: 50,
                    isIdle: true,
                    defaultConcurrency: 50
                )
            )
            #expect(claim.deliveries.allSatisfy { $0.delivery.progress.attempts == 0 })
        }
    }

    @Test func twoWorkersShareTheWorkAndSendNothingTwice() async throws {
        let harness = try Harness(configure: { $0.webhookConcurrency = 100 }) { _ in
            .status(200, after: .milliseconds(5))
        }
        let other = try harness.anotherService()
        try await harness.virtually(seed: 7) {
            for index in 0..<10 { _ = try await harness.webhook("hook\(index)") }
            for number in 0..<100 { try await harness.publish(number) }
            async let first = harness.service.drain()
            async let second = other.drain()
            let reports = await [first, second]
            #expect(reports.map(\.delivered).reduce(0, +) == 1000)
            #expect(reports.allSatisfy { $0.delivered >= 200 })
        }
        #expect(harness.transport.calls.count == 1000)
    }

    /// L-1; Fault 36.
    @Test func aThousandDeliveriesLeaveTheLastHundredInTheLog() async throws {
        let harness = try Harness()
        try await harness.virtually {
            let hook = try await harness.webhook().webhook
            var last: [Event.ID] = []
            for number in 0..<1000 { last.append(try await harness.publish(number).id) }
            try await harness.drainAll()
            var logged: [Event.ID] = []
            var cursor: LogCursor?
            repeat {
                let page = try await harness.service.webhooks.log(
                    of: hook.id,
                    from: cursor,
                    limit: 30
                )
                logged += page.entries.map(\.event.event.id)
                cursor = page.next
            } while cursor != nil
            #expect(logged.count == 100)
            #expect(Set(logged) == Set(last.suffix(100)))
        }
    }
}
