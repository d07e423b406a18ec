import WebhookKit
import WebhookKitTesting

/// One run of the whole product from a seed, in virtual time: random receivers, crashes of the
/// dispatcher, store faults, ports of the host that hang or fail, jumps of the wall clock
/// (Fault 39).
package struct Simulation: Sendable {
    let seed: UInt64
    let events = 200

    package init(seed: UInt64) {
        self.seed = seed
    }

    /// What a run showed.
    package struct Outcome: Sendable {
        /// Broken invariants, in words.
        var violations: [String] = []
        /// Everything that went over the wire, as one number.
        package var trace: UInt64 = 0
        package var attempts = 0
        var crashes = 0
        var deactivations = 0
    }

    /// How a receiver behaves until the troubles end.
    private enum Receiver: Sendable {
        case healthy
        case flaky(Double)
        case broken
        case slow
    }

    private static let policy = DeliveryPolicy(
        deadline: .seconds(5),
        window: .seconds(3600),
        gaps: [.seconds(10), .seconds(60), .seconds(300)],
        jitter: 0.1,
        quickRetries: .init(count: 2, interval: .seconds(1)),
        exhaustion: .deactivate,
        failingLimit: .seconds(86_400)
    )

    package func run() async throws -> Outcome {
        let random = SeededRandom(seed: seed)
        let clock = ManualClock()
        let kinds: [Receiver] = (0..<4).map { _ in
            [.healthy, .flaky(0.3), .flaky(0.8), .broken, .slow][Int(random.next() % 5)]
        }
        let calm = Locked(false)
        let script = SeededRandom(seed: seed &+ 1)
        let transport = ScriptedTransport(clock: clock) { call in
            let index = call.request.url.string.utf8.last.map { Int($0) - 0x30 } ?? 0
            let chance = Double(script.next() >> 11) * 0x1p-53
            if calm.withLock({ $0 }) { return .status(200) }
            switch kinds[index % kinds.count] {
            case .healthy: return .status(200, after: .milliseconds(Int64(chance * 50)))
            case .flaky(let rate):
                guard chance < rate else { return .status(204) }
                return [.status(500), .status(429), .failure(.connect), .hang][
                    Int(script.next() % 4)
                ]
            case .broken: return chance < 0.2 ? .failure(.tls(.handshake)) : .status(503)
            case .slow: return .status(200, after: .seconds(chance * 8))
            }
        }
        let store = InMemoryWebhookStore(clock: clock)
        let notifier = RecordingNotifier()
        let world = World(
            simulation: self,
            random: random,
            clock: clock,
            store: store,
            transport: transport,
            calm: calm,
            notifier: notifier,
            ports: SimulatedHost(clock: clock, seed: seed &+ 2, calm: calm, told: notifier)
        )
        return try await VirtualTime(clock: clock, seed: seed).run { try await world.play() }
    }

    struct World: Sendable {
        let simulation: Simulation
        let random: SeededRandom
        let clock: ManualClock
        let store: InMemoryWebhookStore
        let transport: ScriptedTransport
        let calm: Locked<Bool>
        let notifier: RecordingNotifier
        let ports: SimulatedHost
        /// When each webhook's deactivation was committed, by the monotonic clock.
        let deactivations = Locked<[Webhook.ID: Duration]>([:])

        func chance() -> Double { Double(random.next() >> 11) * 0x1p-53 }

        /// How long a process may take to stop: the grace, and what a broken store is given.
        static let stopLimit: Duration = .seconds(60)

        func service(over store: any WebhookStore) throws -> WebhookService {
            var configuration = WebhookService.Configuration()
            configuration.policy = Simulation.policy
            configuration.concurrency = 16
            return try WebhookService(
                store: store,
                transport: transport,
                configuration: configuration,
                directory: ports,
                notifier: ports,
                cipher: ports,
                resolver: ScriptedResolver(),
                clock: clock,
                random: random
            )
        }

        func process(faultRate: Double) -> SimulatedProcess {
            SimulatedProcess(store: store, random: random, faultRate: faultRate) { id in
                deactivations.withLock { $0[id] = clock.uptime }
            }
        }

        func play() async throws -> Outcome {
            defer { ports.release() }
            var outcome = Outcome()
            calm.withLock { $0 = true }
            let host = try service(over: store)
            var hooks: [Webhook] = []
            for index in 0..<4 {
                let draft = WebhookDraft(
                    name: "hook \(index)",
                    url: "https://hook\(index).example/\(index)",
                    events: .all
                )
                hooks.append(try await host.webhooks.create(draft, ping: .skipped).webhook)
            }
            calm.withLock { $0 = false }
            var acknowledged: [Event.ID] = []
            var published = 0
            while published < simulation.events || outcome.crashes < 3 {
                let process = self.process(faultRate: 0.05)
                let life = try service(over: process)
                let stopped = Locked<Duration>(.zero)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try? await life.run() }
                    let until = clock.uptime + .seconds(20 + chance() * 200)
                    while clock.uptime < until {
                        for _ in 0..<8 where published < simulation.events {
                            published += 1
                            let draft = EventDraft(
                                .messageCreated,
                                json: Array("\(published)".utf8),
                                in: .default,
                                idempotencyKey: "key-\(published)"
                            )
                            acknowledged += await publish(draft, through: life)
                        }
                        try await clock.sleep(for: .seconds(chance() * 20))
                        if chance() < 0.1 {
                            clock.jumpWallTime(by: .seconds((chance() - 0.5) * 20_000))
                        }
                        if chance() < 0.03 {
                            clock.jumpWallTime(by: .seconds((chance() - 0.5) * 20 * 86_400))
                        }
                    }
                    process.crash()
                    // The system tells the store of a death, or nobody does.
                    if chance() < 0.5 { store.loseLeases(wasKilled: true) }
                    outcome.crashes += 1
                    stopped.withLock { $0 = clock.uptime }
                    group.cancelAll()
                }
                let took = clock.uptime - stopped.withLock { $0 }
                if took > Self.stopLimit { outcome.violations.append("stopping took \(took)") }
            }
            calm.withLock { $0 = true }
            let last = try service(over: process(faultRate: 0))
            let settled = try await settleDown(last)
            if !settled {
                let left = store.backlog()
                outcome.violations.append("left after the troubles ended: \(left)")
            }
            try await check(acknowledged, hooks, host, &outcome)
            return outcome
        }

        /// Publishes as a careful host does: again with the same key while the outcome is open.
        func publish(_ draft: EventDraft, through life: WebhookService) async -> [Event.ID] {
            for _ in 0..<20 {
                if let publication = try? await life.publish(draft) { return [publication.id] }
            }
            return []
        }

        func settleDown(_ service: WebhookService) async throws -> Bool {
            for _ in 0..<10_000 {
                let report = await service.drain()
                guard report.nextDue != nil else {
                    let backlog = store.backlog()
                    if backlog.waiting == 0, backlog.leased == 0 {
                        // A process that crashed may have had a notice: its lease ends now.
                        try await clock.sleep(for: .seconds(61))
                        _ = await service.drain()
                        return true
                    }
                    try await clock.sleep(for: .seconds(60))
                    continue
                }
                try await clock.sleep(for: report.nextDue ?? .seconds(60))
            }
            return false
        }
    }
}
