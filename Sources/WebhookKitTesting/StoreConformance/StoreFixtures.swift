package import WebhookKit

/// Every value that the kit makes up is made here.
package enum StoreFixtures {
    package static func scope(_ organization: String = "kit") throws -> Scope {
        Scope(organization: try Organization(organization), environment: .production)
    }

    package static func webhook(_ id: String, scope: Scope) throws -> Webhook {
        let start = Timestamp(millisecondsSinceEpoch: 0)
        return Webhook(
            id: try Webhook.ID(id),
            scope: scope,
            settings: Webhook.Settings(
                name: id,
                url: try WebhookURL("https://receiver.example/\(id)"),
                events: .all
            ),
            createdAt: start,
            modifiedAt: start
        )
    }

    package static func record(
        _ webhook: Webhook,
        _ responsiveness: Responsiveness = .prompt
    ) -> WebhookRecord {
        WebhookRecord(
            webhook: webhook,
            secrets: SealedSecrets(bytes: Array(0...255)),
            responsiveness: responsiveness
        )
    }

    package static func event(
        _ id: String,
        type: EventType = .conversationCreated,
        scope: Scope,
        data: [UInt8] = Array("{\"n\":1}".utf8),
        key: String? = nil,
        audience: Event.Audience = .subscribers
    ) throws -> Event {
        Event(
            id: try Event.ID(id),
            scope: scope,
            type: type,
            occurredAt: Timestamp(millisecondsSinceEpoch: 1_767_225_599_123),
            data: data,
            idempotencyKey: key.map { ExactText($0) },
            audience: audience
        )
    }

    /// A webhook with everything filled in.
    package static func elaborateWebhook(_ id: String, scope: Scope) throws -> Webhook {
        var webhook = try webhook(id, scope: scope)
        webhook.name = oddName
        webhook.url = try WebhookURL("https://receiver.example:8443/a%20b?x=%C3%A9&y=1")
        webhook.events = .types([.conversationCreated, .messageCreated])
        webhook.signature = try .hmacHeader("X-Signature", prefix: "sha256=")
        webhook.headers = try ExtraHeaders([
            HeaderField("X-One", "1; \"quoted\""), HeaderField("X-Two", "2"),
        ])
        webhook.bodyForm = .data
        webhook.policy = .glassix
        webhook.flow = DeliveryFlow(concurrency: 7, deliveriesPerSecond: 12.5, isOrdered: true)
        webhook.isExempt = true
        webhook.owner = try User.ID("usr_1")
        return webhook
    }

    /// Emoji, combining marks, quotes, and a NUL (Fault 50).
    package static let oddName = "Ünï 👩🏽‍🚀 e\u{301} \"'\\ ../../etc/x \u{0} end"

    /// One round, whose failure deactivates the webhook.
    package static let oneRound = DeliveryPolicy(
        window: .seconds(3600),
        gaps: [],
        exhaustion: .deactivate
    )

    package static func attempt(
        of claimed: ClaimedDelivery,
        failure: AttemptFailure?,
        took: Duration = .milliseconds(123)
    ) -> Attempt {
        var attempt = answeredAttempt(of: claimed, failure: failure)
        attempt.duration = took
        if failure?.kind == .timeout { attempt.response = nil }
        return attempt
    }

    private static func answeredAttempt(
        of claimed: ClaimedDelivery,
        failure: AttemptFailure?
    ) -> Attempt {
        Attempt(
            deliveryID: claimed.delivery.id,
            number: claimed.delivery.progress.attempts + 1,
            round: claimed.delivery.progress.failedRounds + 1,
            startedAt: Timestamp(millisecondsSinceEpoch: 1_767_225_600_001),
            duration: .milliseconds(123),
            request: Attempt.Request(
                url: claimed.webhook.webhook.url.string,
                headers: [HeaderField("webhook-id", claimed.event.event.id.string)]
            ),
            response: Attempt.Response(
                status: failure == nil ? 200 : 503,
                headers: [HeaderField("server", "kit"), HeaderField("x-odd", oddName)],
                body: Array(0...255),
                isTruncated: true
            ),
            failure: failure
        )
    }

    package static let failure = AttemptFailure(
        kind: .serverError,
        status: 503,
        detail: "503 by the kit"
    )

    package static let silence = AttemptFailure(kind: .timeout, detail: "no answer, by the kit")
}

extension StoreFixtures {
    /// Another environment of an organization.
    static func sandbox(_ organization: String) throws -> Scope {
        Scope(organization: try Organization(organization), environment: .sandbox)
    }
}
