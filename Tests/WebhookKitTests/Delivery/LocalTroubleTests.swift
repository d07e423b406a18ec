import Testing
import WebhookKit
import WebhookKitTesting

/// Trouble of our own: stores that refuse, ciphers that fail, transports that give up (D-16).
@Suite struct LocalTroubleTests {
    @Test func aTransportThatCancelsByItselfMakesNoHotLoop() async throws {
        let harness = try Harness { call in call.index < 500 ? .failure(.cancelled) : .status(200) }
        try await harness.virtually {
            _ = try await harness.webhook()
            try await harness.publish()
            try await harness.whileRunning { try await harness.clock.sleep(for: .seconds(30)) }
        }
        #expect((3...7).contains(harness.transport.calls.count))
    }

    /// The net under all that takes a receiver's doing for ours: not for ever, and not unseen.
    @Test(arguments: [TransportFailure.Kind.local, .cancelled, .timeout(.queue)])
    func whatHappensToOneWebhookAloneIsNotTheMachines(_ kind: TransportFailure.Kind) async throws {
        let harness = try Harness { call in
            call.request.url.string.contains("odd") ? .failure(kind) : .status(200)
        }
        try await harness.virtually {
            let odd = try await harness.webhook("odd") { $0.events = [.taskCreated] }.webhook
            let sound = try await harness.webhook("sound").webhook
            try await harness.whileRunning {
                for number in 0..<600 {
                    let type: EventType = number % 200 == 0 ? .taskCreated : .taskClosed
                    try await harness.publish(number, type: type)
                    try await harness.clock.sleep(for: .seconds(10))
                }
            }
            let webhooks = harness.service.webhooks
            let stopped = try #require(try await webhooks.webhook(odd.id))
            #expect(stopped.deactivation?.outage?.lastFailure.kind == .local)
            #expect(try await webhooks.webhook(sound.id)?.health.state == .active)
            let attempts = try await webhooks.log(of: odd.id).entries.flatMap(\.attempts)
            #expect(attempts.contains { $0.round == 5 && $0.failure?.kind == .local })
        }
    }

    @Test func whatHappensToAllIsTheMachinesHoweverLong() async throws {
        let harness = try Harness { _ in .failure(.local) }
        try await harness.virtually {
            let hooks = [try await harness.webhook("a"), try await harness.webhook("b")]
            try await harness.publish()
            try await harness.whileRunning {
                try await harness.clock.sleep(for: .seconds(4 * 3600))
            }
            for hook in hooks.map(\.webhook) {
                #expect(
                    try await harness.service.webhooks.webhook(hook.id)?.health.state == .active
                )
                let log = try await harness.service.webhooks.log(of: hook.id)
                let attempts = log.entries.flatMap(\.attempts)
                #expect((10...15).contains(attempts.count), "in the log, and no flood")
                #expect(attempts.allSatisfy { $0.round == 1 })
            }
            #expect(try await harness.store.backlog().waiting == 2)
        }
    }

    @Test(arguments: [1, 300])
    func aDrainEndsThoughTheStoreRecordsNothing(events: Int) async throws {
        let harness = try Harness(store: { clock in
            FaultyStore(InMemoryWebhookStore(clock: clock)) { call in
                call.verb == .settle && clock.uptime < .seconds(3600) ? .before(.full("disk")) : nil
            }
        }) { _ in .status(200) }
        try await harness.virtually {
            _ = try await harness.webhook { $0.flow.concurrency = 400 }
            for number in 0..<events { try await harness.publish(number) }
            let report = await harness.service.drain()
            #expect(report.delivered == 0)
            #expect(report.nextDue.map { $0 < .seconds(61) } == true, "when the leases end")
            #expect(harness.clock.uptime < .seconds(60))
        }
        #expect(harness.transport.calls.count == min(events, 256))
    }

    @Test func aDrainKnowsTheNextDueTimeThoughASettlementFailed() async throws {
        let harness = try Harness(
            store: { clock in
                FaultyStore(InMemoryWebhookStore(clock: clock)) { call in
                    call.verb == .settle && call.number <= 3 ? .before(.busy("lock")) : nil
                }
            },
            configure: { $0.policy = GladlyScheduleTests.exact(.gladly) }
        ) { _ in .status(500) }
        try await harness.virtually {
            _ = try await harness.webhook()
            try await harness.publish()
            let report = await harness.service.drain()
            #expect(report.retrying == 1)
            #expect(report.nextDue == .seconds(60))
        }
    }

    @Test func aResultThatTheStoreRefusesHoldsUpNoOther() async throws {
        let poison = Locked<Event.ID?>(nil)
        let harness = try Harness(store: { clock in
            PoisonedStore(inner: InMemoryWebhookStore(clock: clock)) { settlement in
                settlement.attempt?.request.headers.first(named: "webhook-id")
                    == poison.withLock { $0?.string }
            }
        }) { _ in .status(200, after: .milliseconds(10)) }
        try await harness.virtually {
            _ = try await harness.webhook { $0.flow.concurrency = 30 }
            let event = try await harness.publish().id
            poison.withLock { $0 = event }
            for number in 0..<29 { try await harness.publish(number) }
            try await harness.whileRunning {
                try await harness.clock.sleep(for: .seconds(10))
                #expect(harness.settledCount == 29)
                try await harness.publish(30)
                try await harness.clock.sleep(for: .seconds(2))
                #expect(harness.settledCount == 30, "new events do not wait for it either")
                try await harness.clock.sleep(for: .seconds(600))
            }
            let backlog = try await harness.store.backlog()
            #expect(backlog.parked.count == 1, "set aside as what takes workers down")
            #expect(backlog.leased == 0)
        }
        #expect(harness.transport.calls.count == 30 + 4)
    }

    @Test func aLongOutageOfTheStoreLosesNoResult() async throws {
        let harness = try Harness(store: { clock in
            FaultyStore(InMemoryWebhookStore(clock: clock)) { call in
                (Duration.seconds(1) ..< .seconds(600)).contains(clock.uptime)
                    && (call.verb == .settle || call.verb == .claim)
                    ? .before(.unavailable("gone")) : nil
            }
        }) { _ in .status(200, after: .seconds(2)) }
        try await harness.virtually {
            _ = try await harness.webhook()
            for number in 0..<4 { try await harness.publish(number) }
            try await harness.whileRunning { try await harness.clock.sleep(for: .seconds(700)) }
            #expect(harness.settledCount == 4)
        }
        #expect(harness.transport.calls.count == 4, "nothing is sent twice")
    }

    @Test func secretsThatCannotBeOpenedAreTold() async throws {
        let harness = try Harness(cipher: SlowCipher(clock: nil, delay: nil)) { _ in .status(200) }
        try await harness.virtually {
            let hook = try await harness.webhook().webhook
            try await harness.publish()
            _ = await harness.service.drain()
            let told = harness.observer.activities.elements.contains {
                if case .secretsUnreadable(hook.id, _) = $0 { true } else { false }
            }
            #expect(told)
            #expect(try await harness.store.backlog().waiting == 1)
        }
    }

    @Test func aCipherThatHangsHoldsItsSlotNoLongerThanTheDeadline() async throws {
        let clock = Locked<ManualClock?>(nil)
        let harness = try Harness(
            store: { made in
                clock.withLock { $0 = made }
                return InMemoryWebhookStore(clock: made)
            },
            cipher: SlowCipher(clock: { clock.withLock { $0 } }, delay: .seconds(86400))
        ) { _ in .status(200) }
        try await harness.virtually {
            _ = try await harness.webhook()
            try await harness.publish()
            let report = await harness.service.drain()
            #expect(report.released == 1)
            #expect(harness.clock.uptime == .seconds(15))
        }
    }

    @Test func nothingIsSentWhenTheWebhookWasDeactivatedWhileItsSecretsWereOpened() async throws {
        let clock = Locked<ManualClock?>(nil)
        let harness = try Harness(
            store: { made in
                clock.withLock { $0 = made }
                return InMemoryWebhookStore(clock: made)
            },
            cipher: SlowCipher(clock: { clock.withLock { $0 } }, delay: .seconds(10))
        ) { _ in .status(200) }
        try await harness.virtually {
            let hook = try await harness.webhook().webhook
            try await harness.publish()
            async let draining = harness.service.drain()
            try await harness.clock.sleep(for: .seconds(5))
            try await harness.service.webhooks.deactivate(hook.id)
            _ = await draining
        }
        #expect(harness.transport.calls.isEmpty)
    }
}

/// Opens after a delay, or never without one.
private struct SlowCipher: SecretCipher {
    let clock: (@Sendable () -> ManualClock?)?
    let delay: Duration?

    func seal(_ plaintext: [UInt8], context: String) -> [UInt8] { plaintext }

    func open(_ ciphertext: [UInt8], context: String) async throws -> [UInt8] {
        guard let clock = clock?(), let delay else { throw StoreError.busy("key management") }
        try await clock.sleep(for: delay)
        return ciphertext
    }
}

extension StoreError {
    fileprivate static func unavailable(_ message: String) -> StoreError {
        StoreError(.unavailable, message)
    }
}
