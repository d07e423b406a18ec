import Testing
import WebhookKit
import WebhookKitTesting

/// Results are recorded and new work claimed in one step of the store (D-10).
@Suite struct JointStepTests {
    /// A service on a store that fails as planned; its webhook takes one delivery at a time.
    private func harness(
        _ plan: @escaping FaultyStore<InMemoryWebhookStore>.Plan = { _ in nil }
    ) throws -> (harness: Harness, store: FaultyStore<InMemoryWebhookStore>) {
        let harness = try Harness(store: { clock in
            FaultyStore(InMemoryWebhookStore(clock: clock), plan: plan)
        }) { _ in .status(200) }
        let store = try #require(harness.store as? FaultyStore<InMemoryWebhookStore>)
        return (harness, store)
    }

    private func publish(_ count: Int, _ harness: Harness) async throws {
        _ = try await harness.webhook { $0.flow.concurrency = 1 }
        for number in 0..<count { try await harness.publish(number) }
    }

    /// Drains until what nobody knows to be leased has come back.
    private func drainPastALease(_ harness: Harness) async throws {
        try await harness.drainAll()
        try await harness.clock.sleep(for: .seconds(61))
        try await harness.drainAll()
    }

    private func failures(_ harness: Harness) -> Int {
        harness.observer.activities.elements.count {
            if case .storeFailed = $0 { true } else { false }
        }
    }

    @Test func aDeliveryTakesOneCall() async throws {
        let (harness, store) = try harness()
        try await harness.virtually {
            try await publish(10, harness)
            #expect(await harness.service.drain().delivered == 10)
            #expect(store.count(of: .settle) == 10)
            #expect(store.count(of: .claim) == 11)
            // A call that does both counts as one of each.
            let parts = StoreCall.Verb.allCases.map { store.count(of: $0) }.reduce(0, +)
            #expect(parts - store.callCount == 10)
        }
    }

    /// What the operators have to be told outlives the loop that could not store it.
    @Test func aNoticeThatCouldNotBeStoredIsTheNextLoops() async throws {
        let isBroken = Locked(false)
        let ports = AwayPorts(.failing)
        let harness = try Harness(
            store: { clock in
                FaultyStore(InMemoryWebhookStore(clock: clock)) { call in
                    call.verb == .settle && isBroken.withLock { $0 }
                        ? .before(StoreError(.unavailable, "away")) : nil
                }
            },
            cipher: AwayPorts.Cipher(ports: ports)
        ) { _ in .status(200) }
        try await harness.virtually {
            ports.set(.working)
            _ = try await harness.webhook()
            try await harness.publish(1)
            ports.set(.failing)
            // Secrets that cannot be opened for ten minutes are told.
            while harness.clock.now < Harness.start.advanced(by: .seconds(590)) {
                _ = await harness.service.drain()
                try await harness.clock.sleep(for: .seconds(10))
            }
            try await harness.clock.sleep(for: .seconds(90))
            isBroken.withLock { $0 = true }
            _ = await harness.service.drain()
            #expect(harness.notifier.sent.elements.isEmpty)
            isBroken.withLock { $0 = false }
            _ = await harness.service.drain()
            #expect(harness.notifier.sent.elements.count == 1)
        }
    }

    /// The store does not say which part it could not do: each is asked for alone, at once.
    @Test(arguments: [StoreCall.Verb.settle, .claim])
    func whatFailsTogetherIsAskedForApart(_ verb: StoreCall.Verb) async throws {
        let (harness, store) = try harness()
        try await harness.virtually {
            try await publish(3, harness)
            // The first claim has no results with it.
            store.fail(verb, with: .before(.busy("once")), skipping: verb == .claim ? 1 : 0)
            let began = harness.clock.uptime
            #expect(await harness.service.drain().delivered == 3)
            #expect(harness.clock.uptime == began, "nothing has waited")
            #expect(failures(harness) == 1)
        }
        #expect(harness.transport.calls.count == 3)
    }

    /// Fault 1 in both parts: a lost answer costs what it gave, and no more.
    @Test func aLostAnswerLosesNoEvent() async throws {
        let (harness, store) = try harness()
        try await harness.virtually {
            try await publish(3, harness)
            let lost = StoreError(.outcomeUnknown, "the answer is lost")
            store.fail(.settle, with: .after(lost))
            try await drainPastALease(harness)
            let backlog = try await store.backlog()
            #expect(backlog.waiting == 0)
            #expect(backlog.leased == 0)
        }
        // The one that was leased with the lost answer was sent when its lease had ended.
        let ids = harness.transport.calls.map { $0.request.headers.first(named: "webhook-id") }
        #expect(ids.count == 3)
        #expect(Set(ids).count == 3)
    }

    @Test func claimsThatFailHoldUpNoResults() async throws {
        let (harness, store) = try harness { call in
            call.verb == .claim && call.number > 1 ? .before(.damaged("no claim")) : nil
        }
        try await harness.virtually {
            try await publish(2, harness)
            let began = harness.clock.uptime
            async let draining = harness.service.drain()
            _ = await harness.observer.activities.wait { seen in
                seen.contains { if case .settled = $0 { true } else { false } }
            }
            #expect(harness.clock.uptime == began)
            #expect(await draining.delivered == 1, "it ends")
            store.setPlan { _ in nil }
            #expect(await harness.service.drain().delivered == 1)
        }
    }

    /// What fails for good takes two calls a try, not three: they stay apart meanwhile.
    @Test func whileTheStoreIsInTroubleEachPartIsAskedForAlone() async throws {
        let (harness, store) = try harness { call in
            call.verb != .claim && call.verb != .settle || call.number == 1 && call.verb == .claim
                ? nil : .before(StoreError(.unavailable, "gone"))
        }
        try await harness.virtually {
            try await publish(2, harness)
            let report = await harness.service.drain()
            #expect(report.delivered == 0)
            // Results and claims once together, then both alone.
            let calls = store.count(of: .settle) + store.count(of: .claim) - 1
            #expect(failures(harness) == calls - 1)
            store.setPlan { _ in nil }
            try await drainPastALease(harness)
            #expect(try await store.backlog() == Backlog())
        }
    }
}
