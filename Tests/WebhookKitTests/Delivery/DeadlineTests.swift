import Testing
import WebhookKit
import WebhookKitTesting

/// Deadlines of attempts (D-2): what ends them, what they cost, what they leave behind.
@Suite struct DeadlineTests {
    /// Answers by a script of its own, and need not end when it is cancelled.
    struct Transport: WebhookTransport {
        let answer: @Sendable (TransportRequest) async -> TransportOutcome
        func send(_ request: TransportRequest) async -> TransportOutcome { await answer(request) }
    }

    /// A service in virtual time, whose clock counts the sleeps.
    struct Setting {
        let clock = SleepCountingClock(ManualClock(now: Harness.start))
        let store: InMemoryWebhookStore
        let service: WebhookService

        init(
            concurrency: Int = 64,
            cipher: any SecretCipher = NoCipher(),
            answer: @escaping @Sendable (TransportRequest, ManualClock) async -> TransportOutcome
        ) throws {
            let manual = clock.base
            var configuration = WebhookService.Configuration()
            configuration.concurrency = concurrency
            configuration.webhookConcurrency = concurrency
            store = InMemoryWebhookStore(clock: manual)
            service = try WebhookService(
                store: store,
                transport: Transport { await answer($0, manual) },
                configuration: configuration,
                cipher: cipher,
                resolver: ScriptedResolver(),
                clock: clock,
                random: SeededRandom(seed: 1)
            )
        }

        func virtually<Value: Sendable>(
            _ body: @escaping @Sendable () async throws -> Value
        ) async throws -> Value {
            try await VirtualTime(clock: clock.base).run(body)
        }

        func webhook(_ name: String = "hook", deadline: Duration = .seconds(15)) async throws
            -> Webhook
        {
            var policy = DeliveryPolicy.gladly
            policy.deadline = deadline
            policy.quickRetries = nil
            var draft = WebhookDraft(name: name, url: "https://\(name).example/", events: .all)
            draft.policy = policy
            let webhook = try await service.webhooks.create(draft, ping: .skipped).webhook
            // Of one that has never answered, only one at a time is sent.
            try await store.setResponsiveness(.prompt, of: webhook)
            return webhook
        }

        func publish(_ count: Int) async throws {
            for number in 0..<count {
                let json = Array("\(number)".utf8)
                try await service.publish(EventDraft(.conversationClosed, json: json, in: .default))
            }
        }

        func attempts(of webhook: Webhook) async throws -> [Attempt] {
            try await service.webhooks.log(of: webhook.id).entries.flatMap(\.attempts)
        }
    }

    private static let ok = TransportOutcome.response(TransportResponse(status: 200))

    @Test(arguments: [Duration.zero, .milliseconds(20)])
    func aThousandAttemptsCancelNextToNoSleep(each: Duration) async throws {
        let setting = try Setting { _, clock in
            try? await clock.sleep(for: each)
            return Self.ok
        }
        try await setting.virtually {
            _ = try await setting.webhook()
            try await setting.publish(1000)
            #expect(await setting.service.drain().delivered == 1000)
        }
        #expect(setting.clock.cancelled < 20)
        #expect(setting.clock.asleep == 0)
    }

    @Test func aRunLeavesNobodyAsleep() async throws {
        let setting = try Setting { _, clock in
            try? await clock.sleep(for: .milliseconds(5))
            return Self.ok
        }
        try await setting.virtually {
            _ = try await setting.webhook()
            try await withThrowingTaskGroup(of: Void.self) { group in
                // Two share the work.
                for _ in 0..<2 { group.addTask { try await setting.service.run() } }
                for _ in 0..<10 {
                    try await setting.publish(30)
                    try await setting.clock.sleep(for: .milliseconds(100))
                }
                #expect(setting.clock.asleep < 20)
                group.cancelAll()
                while await group.nextResult() != nil {}
            }
            #expect(setting.clock.asleep == 0)
            #expect(setting.clock.base.untilNextWake == nil)
            #expect(try await setting.service.health().backlog.waiting == 0)
        }
    }

    /// The core ends what a transport does not, a second after the deadline.
    @Test(arguments: [[30, 5, 12, 1, 7], [1, 2, 3, 4, 5], [20, 16, 8, 4, 2], [9, 9, 9]])
    func everyAttemptEndsAtItsOwnDeadline(seconds: [Int64]) async throws {
        let setting = try Setting { _, clock in
            try? await clock.sleep(for: .seconds(3600))
            return Self.ok
        }
        try await setting.virtually {
            var hooks: [Webhook] = []
            for (index, deadline) in seconds.enumerated() {
                hooks.append(try await setting.webhook("h\(index)", deadline: .seconds(deadline)))
            }
            try await setting.publish(1)
            _ = await setting.service.drain()
            for (hook, deadline) in zip(hooks, seconds) {
                let attempt = try #require(try await setting.attempts(of: hook).first)
                #expect(attempt.duration == .seconds(deadline + 1))
                #expect(attempt.failure?.kind == .timeout)
            }
        }
        #expect(setting.clock.asleep == 0)
    }

    /// A shorter deadline comes while another one is slept for.
    @Test func anEarlierDeadlineIsKept() async throws {
        let setting = try Setting { _, clock in
            try? await clock.sleep(for: .seconds(3600))
            return Self.ok
        }
        try await setting.virtually {
            let long = try await setting.webhook("long", deadline: .seconds(60))
            try await setting.publish(1)
            async let drained = setting.service.drain()
            try await setting.clock.sleep(for: .seconds(3))
            let short = try await setting.webhook("short", deadline: .seconds(2))
            try await setting.publish(1)
            _ = await drained
            let ended = try #require(try await setting.attempts(of: short).first)
            #expect(ended.duration == .seconds(3))
            let first = try #require(try await setting.attempts(of: long).first)
            #expect(first.duration == .seconds(61))
        }
    }

    @Test func aTransportThatNeverEndsDoesNotHoldADrain() async throws {
        let gate = Completion<Void>()
        let setting = try Setting { _, _ in
            await gate.wait()
            return Self.ok
        }
        try await setting.virtually {
            let hook = try await setting.webhook()
            try await setting.publish(3)
            #expect(await setting.service.drain().delivered == 0)
            #expect(setting.clock.uptime == .seconds(16))
            gate.reach(())
            await Task.yield()
            let attempts = try await setting.attempts(of: hook)
            #expect(
                attempts.map(\.failure?.kind) == [
                    .timeout, .timeout, .timeout,
                ]
            )
        }
    }

    @Test func aCipherThatNeverEndsDoesNotHoldADrain() async throws {
        struct Cipher: SecretCipher {
            let gate: Completion<Void>
            func seal(_ bytes: [UInt8], context: String) async throws -> [UInt8] { bytes }
            func open(_ bytes: [UInt8], context: String) async throws -> [UInt8] {
                await gate.wait()
                return bytes
            }
        }
        let gate = Completion<Void>()
        let setting = try Setting(cipher: Cipher(gate: gate)) { _, _ in Self.ok }
        try await setting.virtually {
            _ = try await setting.webhook()
            try await setting.publish(2)
            #expect(await setting.service.drain().released == 2)
            #expect(setting.clock.uptime == .seconds(15))
            gate.reach(())
        }
    }

    /// What hangs for ever must not pile up: beyond a number, attempts keep their places.
    @Test func onlySoManyCallsAreAbandoned() async throws {
        let gate = Completion<Void>()
        let setting = try Setting(concurrency: 300) { _, _ in
            await gate.wait()
            return Self.ok
        }
        let settled = try await setting.virtually {
            _ = try await setting.webhook()
            try await setting.publish(300)
            async let drained = setting.service.drain()
            try await setting.clock.sleep(for: .seconds(60))
            #expect(setting.clock.asleep < 10)
            gate.reach(())
            return await drained.attempts
        }
        #expect(settled == 300)
    }

    @Test func aPingThatNeverEndsDoesNotHoldTheSaving() async throws {
        let gate = Completion<Void>()
        let setting = try Setting { _, _ in
            await gate.wait()
            return Self.ok
        }
        try await setting.virtually {
            await #expect(throws: FieldError.self) {
                let draft = WebhookDraft(name: "h", url: "https://h.example/", events: .all)
                _ = try await setting.service.webhooks.create(draft)
            }
            #expect(setting.clock.uptime > .seconds(15))
            gate.reach(())
        }
        #expect(setting.clock.asleep == 0)
    }
}
