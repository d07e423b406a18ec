import WebhookKitTesting

@testable import WebhookKit

/// Values for tests of the pure rules; `time(0)` is when everything begins.
enum Samples {
    static func time(_ seconds: Int64) -> Timestamp {
        Timestamp(millisecondsSinceEpoch: 1_767_225_600_000 + seconds * 1000)
    }

    static func record(
        events: EventSelection = .all,
        flow: DeliveryFlow = DeliveryFlow(),
        policy: DeliveryPolicy? = nil,
        state: WebhookHealth.State = .active
    ) throws -> WebhookRecord {
        let webhook = Webhook(
            id: try Webhook.ID("wh_1"),
            scope: .default,
            name: "Orders",
            url: try WebhookURL("https://example.com/hook"),
            events: events,
            signature: .standardWebhooks,
            headers: .none,
            bodyForm: .envelope,
            policy: policy,
            flow: flow,
            isExempt: false,
            owner: nil,
            createdAt: time(0),
            modifiedAt: time(0),
            revision: 1,
            health: WebhookHealth(state: state)
        )
        return WebhookRecord(
            webhook: webhook,
            secrets: SealedSecrets(bytes: [1, 2, 3]),
            responsiveness: .prompt
        )
    }

    static func stored(
        _ number: Int64 = 7,
        type: EventType = .taskCreated,
        audience: Event.Audience = .subscribers
    ) throws -> StoredEvent {
        let event = Event(
            id: try Event.ID("evt_\(number)"),
            scope: .default,
            type: type,
            occurredAt: time(0),
            data: Array("{}".utf8),
            idempotencyKey: nil,
            audience: audience
        )
        return StoredEvent(event: event, position: Position(number), appendedAt: time(0))
    }

    static func delivery(
        _ number: Int64 = 7,
        to record: WebhookRecord,
        kind: Delivery.Kind = .subscribed
    ) throws -> Delivery {
        Delivery(
            id: try Delivery.ID("dlv_\(number)"),
            of: try stored(number),
            to: record,
            kind: kind,
            at: time(0)
        )
    }

    static func attempt(_ failure: AttemptFailure?) throws -> Attempt {
        Attempt(
            deliveryID: try Delivery.ID("dlv_7"),
            number: 1,
            round: 1,
            startedAt: time(0),
            duration: .milliseconds(20),
            request: .init(url: "https://example.com/hook", headers: []),
            response: nil,
            failure: failure
        )
    }

    /// What a webhook's health hears of a failed attempt, with what the verdict under these rules says.
    ///
    /// - Parameter rounds: the failed rounds, this one included; nil for a try within its round.
    static func report(
        _ position: Int64,
        _ failure: AttemptFailure,
        rounds: Int?,
        rules: WebhookHealth.Rules
    ) -> WebhookHealth.FailureReport {
        var progress = Delivery.Progress()
        progress.failedRounds = max(0, (rounds ?? 1) - 1)
        // Its quick retries are used up when an attempt ends a round.
        if rounds != nil { progress.quickRetries = .max }
        let attempt = DeliveryPolicy.FailedAttempt(
            failure: failure,
            progress: progress,
            elapsed: .seconds(1),
            hint: nil,
            isExempt: rules.isExempt
        )
        let verdict = rules.policy.verdict(after: attempt, chance: 0)
        return WebhookHealth.FailureReport(
            position: Position(position),
            failure: failure,
            failedRounds: rounds,
            lastRound: verdict.lastRound
        )
    }

    static func worker() throws -> WorkerID { try WorkerID("wrk_1") }

    static let timeout = AttemptFailure(kind: .timeout, detail: "no answer in time")
    static let refused = AttemptFailure(kind: .connect, detail: "refused")

    static func status(_ status: Int) -> AttemptFailure {
        AttemptFailure(status: status) ?? AttemptFailure(kind: .local, detail: "\(status) is fine")
    }

    static func outage(
        failedRounds: Int = 1,
        isNoticed: Bool = false,
        since seconds: Int64 = -7200,
        position: Int64 = 5
    ) -> Outage {
        var outage = Outage(
            firstFailureAt: time(seconds),
            position: Position(position),
            failure: timeout
        )
        outage.failedRounds = failedRounds
        outage.roundsOfOneEvent = failedRounds
        outage.lastRoundAt = time(-60)
        outage.shown = .seconds(-60 - seconds)
        outage.isNoticed = isNoticed
        return outage
    }
}
