import WebhookKit
import WebhookKitTesting

/// One run with many tenants most of whose receivers are dead, from a seed, in virtual time.
///
/// A webhook whose receiver answers gets each event within a bound that does not depend on how many
/// others do not (D-10, D-16), and the dead ones are deactivated.
package struct TenantSimulation: Sendable {
    let seed: UInt64

    package init(seed: UInt64) {
        self.seed = seed
    }

    /// How a receiver is dead.
    private enum Death: Sendable, CaseIterable {
        case hangs, drops, refuses, resets, isUnknown, hasMuteServers, isUntrusted
    }

    private static let policy = DeliveryPolicy(
        deadline: .seconds(5),
        window: .seconds(3600),
        gaps: [.seconds(10), .seconds(60), .seconds(300)],
        quickRetries: .init(count: 2, interval: .seconds(1)),
        exhaustion: .deactivate
    )

    /// A deadline, for attempts that began in good faith, and what claiming takes.
    private static let bound = policy.deadline + .seconds(2)

    /// Runs it and gives the broken invariants, in words.
    package func run() async throws -> [String] {
        let random = SeededRandom(seed: seed &+ 0x7E4A)
        let clock = ManualClock()
        let tenants = 8 + Int(random.next() % 17)
        // At least half of them, and at least two live.
        let living = 2 + Int(random.next() % UInt64(tenants / 2 - 1))
        let main = Death.allCases[Int(random.next() % 7)]
        let deaths = (0..<tenants).map { index in
            index < living
                ? nil : random.next() % 4 > 0 ? main : Death.allCases[Int(random.next() % 7)]
        }
        // Some were dead all along; with others, all die at once.
        let end: Duration = random.next() % 2 == 0 ? .zero : .seconds(3)
        @Sendable func death(of host: String) -> Death? {
            let index = host.split(separator: ".").first.flatMap { Int($0.dropFirst()) } ?? 0
            return clock.uptime < end ? nil : deaths[index]
        }
        let transport = ScriptedTransport(clock: clock) { call in
            switch death(of: "\(call.request.url.host)") {
            case nil: .status(200, after: .milliseconds(10))
            case .refuses: .failure(.connect, after: .milliseconds(1))
            case .resets: .failure(.reset, after: .milliseconds(1))
            case .isUntrusted: .failure(.tls(.expired), after: .milliseconds(5))
            case .drops: .failure(.unreachable, after: .seconds(3))
            case .hangs, .isUnknown, .hasMuteServers: .hang
            }
        }
        let resolver = ScriptedResolver { name in
            switch death(of: name) {
            case .isUnknown: .failure(.unknownHost)
            case .hasMuteServers: .failure(.timedOut)
            default: .success([.v4(0x5DB8_D70E)])
            }
        }
        var configuration = WebhookService.Configuration()
        configuration.policy = Self.policy
        configuration.concurrency = 16 + Int(random.next() % 48)
        let service = try WebhookService(
            store: InMemoryWebhookStore(clock: clock),
            transport: transport,
            configuration: configuration,
            resolver: resolver,
            clock: clock,
            random: random
        )
        let isDead = deaths.map { $0 != nil }
        return try await VirtualTime(clock: clock, seed: seed).run {
            try await play(service, transport, clock, random, isDead, diesLater: end > .zero)
        }
    }

    private func play(
        _ service: WebhookService,
        _ transport: ScriptedTransport,
        _ clock: ManualClock,
        _ random: SeededRandom,
        _ isDead: [Bool],
        diesLater: Bool
    ) async throws -> [String] {
        var hooks: [Webhook] = []
        for (index, isDead) in isDead.enumerated() {
            let draft = WebhookDraft(
                name: "hook \(index)",
                url: "https://h\(index).example/",
                events: .all
            )
            // A ping is an answer: those that live are known to.
            let ping: Webhooks.PingChoice = isDead && !diesLater ? .skipped : .required
            let scope = Scope(organization: try Organization("org\(index)"))
            let webhooks = service.webhooks(in: scope, as: .host)
            hooks.append(try await webhooks.create(draft, ping: ping).webhook)
        }
        let published = try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try? await service.run() }
            var published: [[Event.ID: Duration]] = hooks.map { _ in [:] }
            func publish(_ number: Int, to index: Int) async throws {
                let draft = EventDraft(
                    .messageCreated,
                    json: Array("\(number)".utf8),
                    in: hooks[index].scope
                )
                published[index][try await service.publish(draft).id] = clock.uptime
            }
            for number in 0..<6 {
                for index in hooks.indices { try await publish(number, to: index) }
                let pause = Double(random.next() >> 11) * 0x1p-53 * 30
                try await clock.sleep(for: .seconds(pause))
            }
            // Whoever answers goes on to: else all that is left of the world is silent.
            for number in 0..<15 {
                try await publish(number, to: 0)
                try await clock.sleep(for: .seconds(60))
            }
            group.cancelAll()
            return published
        }
        var violations: [String] = []
        let firstCalls = Dictionary(
            transport.calls.map {
                ($0.request.headers.first(named: "webhook-id") ?? "", $0.uptime)
            },
            uniquingKeysWith: min
        )
        for (index, hook) in hooks.enumerated() {
            let present = try await service.webhooks(in: hook.scope, as: .host).webhook(hook.id)
            let isInactive = if case .inactive = present?.health.state { true } else { false }
            if isInactive != isDead[index] {
                violations.append("\(hook.name): inactive \(isInactive), dead \(isDead[index])")
            }
            guard !isDead[index] else { continue }
            let late = published[index].filter { id, time in
                firstCalls[id.string].map { $0 - time > Self.bound } ?? true
            }
            if !late.isEmpty { violations.append("\(hook.name): \(late.count) events late") }
        }
        return violations
    }
}
