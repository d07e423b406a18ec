@testable import WebhookKit

/// One value at least for each case of everything that stores keep.
enum EncodedSamples {
    static func all() throws -> [EncodedSample] {
        try policies() + selections() + healths() + records() + deliveries() + events() + attempts()
            + notices()
    }

    private static let start = Samples.time(0)

    private static func policies() throws -> [EncodedSample] {
        var own = DeliveryPolicy(
            deadline: .milliseconds(2500),
            window: .seconds(7200),
            gaps: [.seconds(60), .milliseconds(1)],
            jitter: 0.25,
            quickRetries: .init(count: 2, interval: .seconds(5)),
            exhaustion: .deactivate,
            consecutiveFailureLimit: 7,
            failingLimit: .seconds(432_000),
            deactivatesWhenGone: false
        )
        own.lastRound = .atEndOfWindow
        return [
            try EncodedSample("policy", own),
            try EncodedSample("policy.plain", DeliveryPolicy(window: .seconds(60), gaps: [])),
        ]
    }

    private static func selections() throws -> [EncodedSample] {
        var dropped = DroppedTypes()
        dropped.narrow(from: .all, to: [.taskCreated], upTo: Position(5))
        dropped.narrow(from: [.taskCreated], to: [.taskCreated, .taskClosed], upTo: Position(9))
        return [
            try EncodedSample("selection.all", EventSelection.all),
            try EncodedSample("selection.types", [.taskCreated] as EventSelection),
            try EncodedSample("dropped", dropped),
            try EncodedSample("dropped.none", DroppedTypes()),
            try EncodedSample("responsiveness.unproven", Responsiveness.unproven),
            try EncodedSample("responsiveness.silent", Responsiveness.silent),
            try EncodedSample("responsiveness.slow", Responsiveness.slow),
            try EncodedSample("responsiveness.prompt", Responsiveness.prompt),
        ]
    }

    static func outage() -> Outage {
        var outage = Outage(
            firstFailureAt: start,
            position: Position(3),
            failure: AttemptFailure(kind: .serverError, status: 503, detail: "no")
        )
        outage.note(round: 2, at: start, longestGap: .seconds(60))
        outage.note(round: 3, at: start.advanced(by: .milliseconds(1500)), longestGap: .seconds(60))
        return outage
    }

    private static func healths() throws -> [EncodedSample] {
        let outage = outage()
        func inactive(
            _ reason: Deactivation.Reason,
            _ outage: Outage? = nil
        ) -> WebhookHealth.State {
            .inactive(
                Deactivation(reason: reason, at: start, outage: outage, position: Position(2))
            )
        }
        let states: [(String, WebhookHealth.State)] = [
            ("active", .active), ("failing", .failing(outage)), ("paused", .paused(nil)),
            ("pausedInOutage", .paused(outage)), ("manual", inactive(.manual)),
            ("exhausted", inactive(.exhausted, outage)),
            ("consecutiveFailures", inactive(.consecutiveFailures(3))),
            ("failingFor", inactive(.failingFor(.seconds(432_000)))), ("gone", inactive(.gone)),
            ("ownerDeactivated", inactive(.ownerDeactivated)),
        ]
        return try states.map { name, state in
            var health = WebhookHealth(state: state)
            (health.generation, health.liveFrom, health.outages) = (4, 3, 2)
            return try EncodedSample("health.\(name)", health)
        }
    }

    private static func records() throws -> [EncodedSample] {
        var full = try Samples.record(
            events: [.taskCreated],
            flow: DeliveryFlow(concurrency: 2, deliveriesPerSecond: 0.5, skipsParked: true),
            policy: DeliveryPolicy(window: .seconds(60), gaps: [.seconds(1)]),
            state: .failing(outage())
        )
        full.webhook.headers = try ExtraHeaders([HeaderField("x-key", "a")])
        full.webhook.signature = try .hmacHeader("X-Signature", prefix: "v=", encoding: .base64)
        full.webhook.bodyForm = .data
        full.webhook.isExempt = true
        full.webhook.owner = try User.ID("ada")
        full.dropped.narrow(from: .all, to: [.taskCreated], upTo: Position(5))
        full.skippedEvents = 6
        full.nextStart = start
        full.startRest = .microseconds(250)
        full.responsiveness = .slow
        return [
            try EncodedSample("record", full),
            try EncodedSample("record.plain", Samples.record()),
        ]
    }

    private static func deliveries() throws -> [EncodedSample] {
        let record = try Samples.record()
        let lease = Lease(
            deliveryID: try Delivery.ID("dlv_1"),
            owner: try WorkerID("wrk_1"),
            epoch: 5,
            generation: 2
        )
        var waiting = Delivery(
            id: lease.deliveryID,
            of: try Samples.stored(),
            to: record,
            kind: .subscribed,
            at: start
        )
        waiting.progress.failedRounds = 1
        waiting.progress.quickRetries = 2
        waiting.progress.attempts = 3
        waiting.progress.firstAttemptAt = start
        waiting.progress.expiredLeases = 4
        waiting.progress.lostLeases = 5
        let statuses: [(String, Delivery.Status)] = [
            ("leased", .leased), ("succeeded", .succeeded), ("failed", .failed),
            ("skipped", .skipped),
            ("parked", .parked),
        ]
        let others = try statuses.map { name, status in
            var delivery = waiting
            delivery.status = status
            return try EncodedSample("delivery.\(name)", delivery)
        }
        return [
            try EncodedSample("lease", lease), try EncodedSample("delivery.waiting", waiting),
        ] + others
    }

    private static func events() throws -> [EncodedSample] {
        let event = Event(
            id: try Event.ID("evt_1"),
            scope: .default,
            type: .taskCreated,
            occurredAt: start,
            data: Array(#"{"é":"\u0000"}"#.utf8),
            idempotencyKey: "k",
            audience: .only(try Webhook.ID("wh_1"))
        )
        return [
            try EncodedSample("event.only", event),
            try EncodedSample("stored", Samples.stored()),
            try EncodedSample("audience.subscribers", Event.Audience.subscribers),
        ]
    }

    static func attempt(_ failure: AttemptFailure?) throws -> Attempt {
        Attempt(
            deliveryID: try Delivery.ID("dlv_1"),
            number: 1,
            round: 2,
            startedAt: start,
            duration: .milliseconds(1234),
            request: .init(url: "https://example.com/", headers: [HeaderField("a", "b")]),
            response: failure == nil
                ? .init(status: 200, headers: [], body: [0, 255, 65], isTruncated: true) : nil,
            failure: failure
        )
    }

    private static func attempts() throws -> [EncodedSample] {
        let failed = try attempt(AttemptFailure(kind: .timeout, detail: "late"))
        let answered = try attempt(nil)
        let entry = LogEntry(
            event: try Samples.stored(),
            status: .debug,
            attempts: [answered, failed],
            omittedAttempts: 3
        )
        return [
            try EncodedSample("attempt", answered), try EncodedSample("attempt.failed", failed),
            try EncodedSample("log", entry),
        ]
    }

    private static func notices() throws -> [EncodedSample] {
        let record = try Samples.record()
        let (webhook, id) = (record.webhook, try Notice.ID("ntc_1"))
        let deactivation = Deactivation(reason: .gone, at: start, outage: nil, position: nil)
        let delivery = try Samples.delivery(to: record)
        let suspect = Notice.SenderOutage(
            hosts: 3,
            lastFailure: AttemptFailure(kind: .connect, detail: "refused")
        )
        let secrets = Notice.SecretOutage(webhooks: 2, since: start, detail: "no key")
        let kinds: [(String, Notice)] = [
            ("failing", Notice(.noticeFailing(outage()), about: webhook, at: start)),
            ("deactivated", Notice(.noticeDeactivated(deactivation), about: webhook, at: start)),
            ("reactivated", Notice(.noticeReactivated(deactivation), about: webhook, at: start)),
            ("parked", record.parkingNotice(of: ParkedDelivery(delivery), at: start)),
            ("senderSuspect", Notice(suspect: suspect, id: id, scope: .default, at: start)),
            (
                "secretsUnreadable",
                Notice(unreadable: secrets, of: webhook, scope: .default, at: start)
            ),
        ]
        return try kinds.map { try EncodedSample("notice.\($0)", $1) }
    }
}
