import WebhookKit
import WebhookKitFileStore
import WebhookKitTesting

/// Webhooks in every state, as fixtures of older formats hold them.
enum StoredSamples {
    static func records() throws -> [WebhookRecord] {
        var outage: Outage?
        var failing = WebhookHealth()
        let report = WebhookHealth.FailureReport(
            position: Position(3),
            failure: AttemptFailure(kind: .serverError, status: 503, detail: "no"),
            failedRounds: 3,
            lastRound: nil
        )
        let rules = WebhookHealth.Rules(policy: .gladly, isExempt: false)
        _ = failing.apply(.failed(report, generation: 1), at: time(0), rules: rules)
        _ = failing.apply(.failed(report, generation: 1), at: time(90), rules: rules)
        outage = failing.outage
        let policy = DeliveryPolicy(
            deadline: .milliseconds(2500),
            window: .seconds(7200),
            gaps: [.seconds(60)],
            lastRound: .atEndOfWindow,
            quickRetries: .init(count: 2, interval: .seconds(5)),
            exhaustion: .deactivate,
            failingLimit: .seconds(432_000)
        )
        let reasons: [Deactivation.Reason] = [
            .manual, .exhausted, .consecutiveFailures(3), .failingFor(.seconds(60)), .gone,
            .ownerDeactivated,
        ]
        var states: [WebhookHealth] = [WebhookHealth(), failing]
        states.append(WebhookHealth(state: .paused(nil)))
        states.append(WebhookHealth(state: .paused(outage)))
        for reason in reasons {
            var health = failing
            if reason == .manual { health = WebhookHealth() }
            _ = health.apply(.deactivate(reason), at: time(100), rules: rules)
            states.append(health)
        }
        return try states.enumerated().map { index, health in
            var record = try Make.webhook("wh_\(index)") { webhook in
                if index == 1 {
                    webhook.events = [.conversationCreated]
                    webhook.policy = policy
                    webhook.flow = DeliveryFlow(deliveriesPerSecond: 1.5, isOrdered: true)
                }
                webhook.health = health
            }
            if index == 1 {
                record.dropped.narrow(from: .all, to: [.conversationCreated], upTo: Position(5))
                record.skippedEvents = 7
                record.nextStart = time(5)
                record.startRest = .microseconds(333)
                record.responsiveness = .slow
            }
            return record
        }
    }

    static func time(_ seconds: Int64) -> Timestamp {
        Timestamp(millisecondsSinceEpoch: 1_767_225_600_000 + seconds * 1000)
    }
}
