import WebhookKit
import WebhookKitFileStore
import WebhookKitTesting

/// Calls of a store that touch everything it keeps, step by step; bodies make two snapshots due.
struct Workload {
    /// One call.
    struct Step: Sendable {
        let name: String
        /// Whether it survives a power loss once it has returned.
        var isDurable = true
        /// Makes the call; gives what it answered in words.
        let run: @Sendable (any WebhookStore, Hands) async throws -> String
    }

    /// What a worker holds, and the clock.
    final class Hands: Sendable {
        let clock: ManualClock
        private let claimed = Locked<[ClaimedDelivery]>([])
        private let notices = Locked<[Notice.ID]>([])

        init(_ clock: ManualClock) { self.clock = clock }

        var held: [ClaimedDelivery] { claimed.withLock { $0 } }

        func take(_ deliveries: [ClaimedDelivery]) {
            claimed.withLock { held in
                let new = Set(deliveries.map(\.delivery.id))
                held = held.filter { !new.contains($0.delivery.id) } + deliveries
            }
        }

        var heldIDs: Set<Delivery.ID> { Set(held.map(\.delivery.id)) }

        func drop() { claimed.withLock { $0 = [] } }

        var noted: [Notice.ID] {
            get { notices.withLock { $0 } }
            set { notices.withLock { $0 = newValue } }
        }
    }

    static let steps: [Step] = calm + suspects

    /// The steps in which it does no harm to claim twice.
    static let calm: [Step] =
        webhooks + firstEvents + deactivation + manual + snapshot("1") + removal + pruning
        + snapshot("2")

    private static let webhooks: [Step] = [
        insert("wh_all"),
        insert("wh_ordered") { $0.flow = DeliveryFlow(isOrdered: true) },
        insert("wh_frail") { $0.flow = DeliveryFlow(deliveriesPerSecond: 1_000_000) },
        rows(["a", "b"], "1"),
        keep(from: 2),
    ]

    private static let firstEvents: [Step] = [
        publish([("evt_1", 20, "k1")]),
        publish([("evt_2", 20, "k2"), ("evt_3", 9000, nil), ("evt_4", 700, "k4")]),
        claim,
        settle("mixed") { claimed in
            claimed.webhook.id.string == "wh_all"
                ? .succeeded
                : claimed.event.event.id.string == "evt_1"
                    ? .quickRetry(after: .seconds(5)) : .nextRound(after: .seconds(60))
        },
        publish([("evt_5", 1, "k5")]),
        publish([("evt_5b", 1, "k5b"), ("evt_5", 1, "k5")]),
    ]

    private static let deactivation: [Step] = [
        claim,
        settle("gave up", policy: Make.oneRound) { claimed in
            claimed.webhook.id.string == "wh_frail" ? .gaveUp : .succeeded
        },
        publish([("evt_6", 30, "k6")]),
        notices,
        acknowledge,
        change("wh_frail", "activate") { _ in .health(.activate, rules: rules) },
        change("wh_all", "edit") { record in
            var webhook = record.webhook
            webhook.name = "../../etc/x \u{0} 👩🏽‍🚀"
            return .edit(WebhookEdit(webhook.settings))
        },
        change("wh_all", "secrets") { _ in .secrets(SealedSecrets(bytes: [1, 2, 255])) },
    ]

    private static let manual: [Step] = [
        requeue("resend") {
            .resend(
                try Event.ID("evt_1"),
                to: try Webhook.ID("wh_frail"),
                scope: Make.scope,
                as: try Delivery.ID("dlv_again")
            )
        },
        change("wh_ordered", "pause") { _ in .health(.pause, rules: rules) },
        publish([("evt_7", 40, nil)]),
        claim,
        settle("done") { _ in .succeeded },
        change("wh_ordered", "activate") { _ in .health(.activate, rules: rules) },
    ]

    private static func snapshot(_ number: String) -> [Step] {
        let large = (1...7).map { ("evt_large\(number)\($0)", 9000 + $0, "kl\(number)\($0)") }
        return [
            publish(large),
            claim,
            settle("large") {
                $0.event.position.number % 3 == 0 ? .released(after: .zero) : .succeeded
            },
            publish([("evt_behind\(number)", 3, nil)]),
            pause,
        ]
    }

    private static let removal: [Step] = [
        rows(["b", "c"], "2"),
        rows(["a"], nil),
        keep(from: 5),
        insert("wh_short"),
        insert("wh_other", in: Make.other),
        publish([("evt_8", 40, "k8")]),
        claim,
        Step(name: "remove wh_short") { store, _ in
            "\(try await store.remove(.webhook(try Webhook.ID("wh_short"), scope: Make.scope)))"
        },
    ]

    private static let pruning: [Step] = [
        settle("rest") { _ in .succeeded },
        advance(by: .seconds(90_000)),
        claim,
        settle("rest", logLimit: 2) { _ in .succeeded },
        maintain,
        advance(by: .seconds(90_000)),
        maintain,
        keep(from: nil),
        rows(["\u{E9}", "a"], "3"),
        publish([("evt_9", 10, "k9")]),
    ]

    /// Deliveries that take their worker down again and again, up to being set aside.
    private static let suspects: [Step] =
        Array(repeating: [claim, advance(by: .seconds(7200))], count: 5).flatMap(\.self) + [
            claim,
            Step(name: "resume") { store, _ in
                var resumed = ""
                for id in try await store.backlog().parked.sorted().prefix(1) {
                    try await store.requeue(.resume(id, scope: Make.scope))
                    resumed += "\(id)"
                }
                return resumed
            },
            publish([("evt_last", 10, "k-last")]),
        ]

    private static let rules = WebhookHealth.Rules(policy: .gladly, isExempt: false)
}
