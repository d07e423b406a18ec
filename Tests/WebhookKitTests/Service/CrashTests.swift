import Testing
import WebhookKit
import WebhookKitTesting

/// What is left behind by a process that dies, and how another takes it up (D-8, D-9, D-13).
@Suite struct CrashTests {
    /// A process of its own over the harness's store, which can die.
    private func mortal(_ harness: Harness) throws -> (
        store: FaultyStore<InMemoryWebhookStore>, service: WebhookService
    ) {
        let store = FaultyStore(try #require(harness.store as? InMemoryWebhookStore))
        let service = try WebhookService(
            store: store,
            transport: harness.transport,
            configuration: harness.configuration,
            resolver: ScriptedResolver(),
            clock: harness.clock,
            random: harness.random
        )
        return (store, service)
    }

    /// Fault 2.
    @Test func deathBetweenAnswerAndRecordMakesOneDuplicateWithinTheLease() async throws {
        let harness = try Harness()
        let (store, dying) = try mortal(harness)
        try await harness.virtually {
            _ = try await harness.webhook()
            let event = try await harness.publish()
            store.fail(.settle, with: .crashBefore)
            _ = await dying.drain()
            #expect(harness.transport.calls.count == 1)
            let died = harness.clock.uptime

            try await harness.whileRunning {
                _ = await harness.observer.activities.wait { seen in
                    seen.contains { if case .settled = $0 { true } else { false } }
                }
            }
            let calls = harness.transport.calls
            #expect(calls.count == 2)
            #expect(
                calls.allSatisfy {
                    $0.request.headers.first(named: "webhook-id") == event.id.string
                }
            )
            #expect(calls.first?.request.body == calls.last?.request.body)
            let again = try #require(calls.last)
            #expect(again.uptime - died <= .seconds(75))
        }
    }

    @Test func aLateResultOfAStoppedWorkerIsFenced() async throws {
        let harness = try Harness()
        try await harness.virtually {
            let hook = try await harness.webhook {
                $0.policy = DeliveryPolicy(
                    deadline: .seconds(150),
                    window: .seconds(600),
                    gaps: [],
                    exhaustion: .deactivate
                )
            }.webhook
            try await harness.publish()
            let claim = try await harness.store.claim(
                ClaimRequest(owner: WorkerID("stopped"), limit: 1, isIdle: true)
            )
            let lease = try #require(claim.deliveries.first?.lease)
            try await harness.clock.sleep(for: .seconds(200))
            _ = await harness.service.drain()
            let late = Settlement(
                lease: lease,
                attempt: nil,
                verdict: .gaveUp,
                rules: .init(policy: .gladly, isExempt: false)
            )
            let report = try await harness.store.settle(SettleRequest(settlements: [late]))
            #expect(report.results == [.fenced])
            #expect(try await harness.service.webhooks.webhook(hook.id)?.health.generation == 1)
        }
    }

    @Test func whatKillsItsWorkerIsTriedAloneThenParkedAndCanBeResumed() async throws {
        let harness = try Harness()
        try await harness.virtually {
            let hook = try await harness.webhook().webhook
            try await harness.publish()
            for round in 1...4 {
                let claim = try await harness.store.claim(
                    ClaimRequest(owner: WorkerID("dies\(round)"), limit: 10, isIdle: true)
                )
                #expect(claim.deliveries.count == 1)
                try await harness.clock.sleep(for: .seconds(61))
            }
            let report = await harness.service.drain()
            #expect(report.attempts == 0)
            let parked = try await harness.service.health().backlog.parked
            #expect(parked.count == 1)
            #expect(try await harness.service.webhooks.webhook(hook.id)?.health.state == .active)

            try await harness.service.webhooks.resume(try #require(parked.first))
            #expect(await harness.service.drain().delivered == 1)
        }
    }

    @Test func aSuspectIsTriedWhenTheWorkerIsIdleAndOthersGoOn() async throws {
        let harness = try Harness()
        try await harness.virtually {
            _ = try await harness.webhook()
            try await harness.publish(1)
            for round in 1...3 {
                _ = try await harness.store.claim(
                    ClaimRequest(owner: WorkerID("dies\(round)"), limit: 10, isIdle: true)
                )
                try await harness.clock.sleep(for: .seconds(61))
            }
            for number in 2...20 { try await harness.publish(number) }
            let report = await harness.service.drain()
            #expect(report.delivered == 20)
        }
    }

    @Test func storeTroubleStopsNothingForGood() async throws {
        let harness = try Harness()
        let (store, service) = try mortal(harness)
        store.setPlan { call in
            call.number % 3 == 0 ? .before(.full("the disk is full")) : nil
        }
        try await harness.virtually {
            _ = try await harness.webhook()
            for number in 0..<50 { try await harness.publish(number) }
            for _ in 0..<5 {
                _ = await service.drain()
                try await harness.clock.sleep(for: .seconds(61))
            }
            let backlog = try await harness.store.backlog()
            #expect(backlog.waiting == 0 && backlog.leased == 0)
            let ids = Set(
                harness.transport.calls.compactMap { $0.request.headers.first(named: "webhook-id") }
            )
            #expect(ids.count == 50)
        }
    }

    @Test func organizationsWhereNobodyWouldBeToldAreReported() async throws {
        let harness = try Harness()
        let empty = try Organization("empty")
        let found = try await harness.service.organizationsWithoutRecipients(
            among: [.default, empty])
        #expect(found == [empty])
    }
}
