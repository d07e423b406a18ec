import Testing
import WebhookKit
import WebhookKitTesting

/// Receivers that hang hold up nobody who answers (D-10, Fault 32).
@Suite struct HangingReceiverTests {
    @Test(arguments: [
        // Once it is known who hangs, and where a quarter of the slots holds all of them, nothing.
        (HangingReceivers.Knowledge.known, 64, Duration.zero), (.known, 256, .zero),
        (.cold, 256, .zero), (.cold, 64, .seconds(15)),
        // All slots are taken by attempts that were begun in good faith: one deadline.
        (.sudden, 64, .seconds(15)),
    ])
    func receiversThatAnswerKeepTheirRate(
        knowledge: HangingReceivers.Knowledge,
        slots: Int,
        stall: Duration
    ) async throws {
        var run = HangingReceivers(answering: 25, silent: 25, events: 400, slots: slots)
        run.knowledge = knowledge
        let clock = ManualClock()
        let trial = StoreTrial(store: InMemoryWebhookStore(clock: clock), clock: clock)
        let took = try await run.run(trial)
        #expect(took <= run.timeAlone * 5 / 4 + stall)
    }

    @Test func twoThousandThatHangLeaveTheOthersTheirRate() async throws {
        let run = HangingReceivers(answering: 2000, silent: 2000, events: 4, slots: 256)
        let clock = ManualClock()
        let trial = StoreTrial(store: InMemoryWebhookStore(clock: clock), clock: clock)
        let took = try await run.run(trial)
        #expect(took <= run.timeAlone * 5 / 4)
    }

    @Test func aServiceGoesOnWhileHalfOfItsReceiversHang() async throws {
        let harness = try Harness(configure: { $0.concurrency = 64 }) { call in
            call.request.url.string.contains("hangs")
                ? .hang : .status(200, after: .milliseconds(5))
        }
        try await harness.virtually {
            var answering: Set<Webhook.ID> = []
            for index in 0..<12 {
                _ = try await harness.webhook("hangs\(index)", .silent)
                answering.insert(try await harness.webhook("answers\(index)").webhook.id)
            }
            for number in 0..<50 { try await harness.publish(number) }
            let ids = answering
            try await harness.whileRunning {
                _ = await harness.observer.activities.wait { seen in
                    seen.count {
                        if case .attempted(let id, _, _) = $0 { ids.contains(id) } else { false }
                    }
                        == 600
                }
                // 48 slots at 5 ms each: 600 take 65 ms.
                #expect(harness.clock.uptime < .milliseconds(200))
            }
            for index in 0..<12 {
                let url = try WebhookURL("https://hangs\(index).example/in")
                #expect(harness.transport.mostInFlight(to: url) == 1)
            }
        }
    }

    /// D-10: one scope does not take all slots.
    /// Fault 55.
    @Test(arguments: ["slow", "hangs"])
    func anotherScopeGoesOnBesideOneThatTakesAllItCan(kind: String) async throws {
        let harness = try Harness(configure: { $0.concurrency = 32 }) { call in
            let url = call.request.url.string
            if url.contains("hangs") { return .hang }
            return .status(200, after: url.contains("slow") ? .seconds(10) : .milliseconds(5))
        }
        let other = try Scope(organization: Organization("other"))
        try await harness.virtually {
            _ = try await harness.webhook("normal", in: other)
            // Sixteen that are slow, or one that is known to be prompt and begins to hang.
            for index in 0..<(kind == "slow" ? 16 : 1) {
                _ = try await harness.webhook("\(kind)\(index)", kind == "slow" ? .slow : .prompt) {
                    if kind == "hangs" { $0.flow.concurrency = 1000 }
                }
            }
            let published = try await harness.whileRunning {
                var published: [String: Duration] = [:]
                for number in 0..<60 {
                    let id = try await harness.publish(number, in: other).id.string
                    published[id] = harness.clock.uptime
                    if number == 0 { try await harness.clock.sleep(for: .milliseconds(100)) }
                    if number < 10 {
                        for extra in 0..<20 { try await harness.publish(number * 20 + extra) }
                    }
                    try await harness.clock.sleep(for: .milliseconds(500))
                }
                return published
            }
            let lags = harness.transport.calls.compactMap { call in
                published[call.request.headers.first(named: "webhook-id") ?? ""].map {
                    call.uptime - $0
                }
            }
            #expect(lags.count == 60)
            #expect(try #require(lags.max()) < .milliseconds(50))
        }
    }

    @Test func aWebhookThatAnsweredItsPingBeginsWithAllItsSlots() async throws {
        let harness = try Harness { _ in .status(200, after: .milliseconds(500)) }
        try await harness.virtually {
            let pinged = try await harness.webhook("pinged", ping: .required).webhook
            let unknown = try await harness.webhook("unknown", .unproven).webhook
            for number in 0..<8 { try await harness.publish(number) }
            try await harness.whileRunning {
                try await harness.clock.sleep(for: .milliseconds(100))
                #expect(harness.transport.mostInFlight(to: pinged.url) == 4)
                #expect(harness.transport.mostInFlight(to: unknown.url) == 1)
                try await harness.clock.sleep(for: .milliseconds(500))
                #expect(harness.transport.mostInFlight(to: unknown.url) == 4)
            }
        }
    }

    @Test func aNewURLHasToAnswerFirst() async throws {
        let harness = try Harness { _ in .status(200, after: .milliseconds(500)) }
        try await harness.virtually {
            let hook = try await harness.webhook().webhook
            let moved = try await harness.service.webhooks.edit(
                hook.id,
                revision: hook.revision,
                ping: .skipped
            ) { $0.url = "https://moved.example/in" }
            for number in 0..<8 { try await harness.publish(number) }
            try await harness.whileRunning {
                try await harness.clock.sleep(for: .milliseconds(100))
                #expect(harness.transport.mostInFlight(to: moved.url) == 1)
            }
        }
    }
}
