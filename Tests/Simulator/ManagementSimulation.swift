import WebhookKit
import WebhookKitTesting

/// One run in which a webhook is edited, paused, stopped and started while its attempts are under way,
/// from a seed, in virtual time.
///
/// Whatever people do to it, an event that was queued and that nothing has voided arrives, and nothing
/// begins to be sent for long after a change that forbids it (A-4, A-7, W-7).
package struct ManagementSimulation: Sendable {
    let seed: UInt64

    package init(seed: UInt64) {
        self.seed = seed
    }

    /// Gives up on nothing: what is lost is lost by a change.
    private static let policy = DeliveryPolicy(
        deadline: .seconds(5),
        window: .seconds(86_400),
        gaps: Array(repeating: .seconds(20), count: 99),
        quickRetries: .init(count: 2, interval: .seconds(1)),
        exhaustion: .giveUp
    )

    private static let types: [EventType] = [.messageCreated, .taskCreated, .taskClosed]

    /// Runs it and gives the broken invariants, in words.
    package func run() async throws -> [String] {
        let clock = ManualClock()
        let random = SeededRandom(seed: seed &+ 0x3A1)
        let calm = Locked(false)
        let delivered = Locked<Set<String>>([])
        let script = SeededRandom(seed: seed &+ 0x3A2)
        let transport = ScriptedTransport(clock: clock) { call in
            let delay = Duration.milliseconds(Int64(script.next() % 4000))
            switch calm.withLock({ $0 }) ? 0 : script.next() % 10 {
            case 0..<4:
                let id = call.request.headers.first(named: "webhook-id") ?? ""
                delivered.withLock { _ = $0.insert(id) }
                return .status(200, after: delay)
            case 4..<7: return .status(500, after: delay)
            case 7: return .status(410, after: delay)
            case 8: return .failure(.reset, after: delay)
            default: return .hang
            }
        }
        var configuration = WebhookService.Configuration()
        configuration.policy = Self.policy
        let service = try WebhookService(
            store: InMemoryWebhookStore(clock: clock),
            transport: transport,
            configuration: configuration,
            resolver: ScriptedResolver(),
            clock: clock,
            random: random
        )
        let draft = WebhookDraft(name: "hook", url: "https://hook0.example/", events: .all)
        let policy = Self.policy
        return try await VirtualTime(clock: clock, seed: seed).run {
            let hook = try await service.webhooks.create(draft, ping: .skipped).webhook
            var run = Run(
                service: service,
                clock: clock,
                random: random,
                id: hook.id,
                isDelivered: { id in delivered.withLock { $0.contains(id.string) } }
            )
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try? await service.run() }
                for _ in 0..<150 { try await run.step() }
                calm.withLock { $0 = true }
                // What is under way may still bring a 410.
                try await clock.sleep(for: policy.deadline + .seconds(1))
                try await run.activate()
                try await clock.sleep(for: .seconds(600))
                group.cancelAll()
            }
            return run.violations(transport.calls)
        }
    }

    /// What was done, and what must have come of it.
    private struct Run {
        let service: WebhookService
        let clock: ManualClock
        let random: SeededRandom
        let id: Webhook.ID
        let isDelivered: @Sendable (Event.ID) -> Bool
        /// Every event, and whether it has to arrive.
        var events: [(id: Event.ID, type: EventType, isOwed: Bool)] = []
        /// When nothing was to be sent to these: a URL, or all of them.
        var forbidden: [(url: WebhookURL?, from: Duration, to: Duration)] = []
        var urls = 0
        var liveFrom = 1

        mutating func step() async throws {
            try await noteDeactivation()
            switch random.next() % 16 {
            case 0: try await moveURL()
            case 1: try await selectTypes()
            case 2: try await service.webhooks.pause(id)
            case 3, 4, 5: try await activate()
            case 6: try await service.webhooks.rotateSecret(of: id, overlap: .seconds(30))
            case 7:
                try await service.webhooks.deactivate(id)
                try await noteDeactivation()
            default: try await publish()
            }
            try await clock.sleep(for: .milliseconds(Int64(random.next() % 6000)))
        }

        private func present() async throws -> Webhook {
            guard let webhook = try await service.webhooks.webhook(id) else { throw Missing() }
            return webhook
        }

        private struct Missing: Error {}

        private mutating func publish() async throws {
            let type = ManagementSimulation.types[Int(random.next() % 3)]
            let publication = try await service.publish(
                EventDraft(type, json: Array("\(events.count)".utf8), in: .default)
            )
            events.append((publication.id, type, publication.queued == 1))
        }

        private mutating func moveURL() async throws {
            let old = try await present()
            urls += 1
            let url = "https://hook\(urls).example/"
            _ = try await service.webhooks.edit(id, revision: old.revision, ping: .skipped) {
                $0.url = url
            }
            forbidden.append((old.url, clock.uptime, .seconds(1_000_000)))
        }

        private mutating func selectTypes() async throws {
            let revision = try await present().revision
            let types = ManagementSimulation.types.filter { _ in random.next() % 3 > 0 }
            let selection: EventSelection = types.isEmpty ? .all : .types(Set(types))
            _ = try await service.webhooks.edit(id, revision: revision) { $0.events = selection }
            void { !selection.contains($0) }
        }

        mutating func activate() async throws {
            if let last = forbidden.lastIndex(where: { $0.url == nil }) {
                forbidden[last].to = min(forbidden[last].to, clock.uptime)
            }
            try await service.webhooks.activate(id)
            try await noteDeactivation()
        }

        /// By hand, or since the receiver said 410: what waits is void.
        private mutating func noteDeactivation() async throws {
            let webhook = try await present()
            if webhook.health.liveFrom != liveFrom {
                liveFrom = webhook.health.liveFrom
                void { _ in true }
            }
            guard !webhook.health.queuesEvents else { return }
            if let last = forbidden.last(where: { $0.url == nil }), last.to > clock.uptime {
                return
            }
            forbidden.append((nil, clock.uptime, .seconds(1_000_000)))
        }

        private mutating func void(_ isVoid: (EventType) -> Bool) {
            for index in events.indices
            where isVoid(events[index].type) && !isDelivered(events[index].id) {
                events[index].isOwed = false
            }
        }

        func violations(_ calls: [ScriptedTransport.Call]) -> [String] {
            let lost = events.indices.filter { events[$0].isOwed && !isDelivered(events[$0].id) }
            var violations = lost.isEmpty ? [] : ["events \(lost) of \(events.count) lost"]
            for (url, from, to) in forbidden {
                let late = calls.count { call in
                    (url ?? call.request.url) == call.request.url
                        && call.uptime > from + .seconds(1) && call.uptime < to
                }
                if late > 0 {
                    violations.append("\(late) sent to \(url?.string ?? "it") after \(from)")
                }
            }
            return violations
        }
    }
}
