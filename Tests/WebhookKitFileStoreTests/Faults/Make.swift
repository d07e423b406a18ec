import WebhookKit
import WebhookKitTesting

/// Makes the values that the fault tests store.
enum Make {
    static let scope = Scope(organization: organization, environment: .production)
    static let other = Scope(organization: organization, environment: .sandbox)

    private static var organization: Organization {
        guard let organization = try? Organization("acme") else { preconditionFailure() }
        return organization
    }

    static func webhook(
        _ id: String,
        in scope: Scope = scope,
        _ configure: (inout Webhook) throws -> Void = { _ in }
    ) throws -> WebhookRecord {
        let start = Timestamp(millisecondsSinceEpoch: 0)
        var webhook = Webhook(
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
        try configure(&webhook)
        return WebhookRecord(
            webhook: webhook,
            secrets: SealedSecrets(bytes: Array(0...40)),
            responsiveness: .prompt
        )
    }

    /// An event whose data has about this many bytes, some of them odd.
    static func event(
        _ id: String,
        size: Int = 20,
        key: String? = nil,
        in scope: Scope = scope
    ) throws -> Event {
        var data = Array(#"{"text":""#.utf8)
        data += Array("é🙂 \\u0000 \(key ?? id) ".utf8)
        data += repeatElement(UInt8(ascii: "a"), count: size)
        data += Array(#""}"#.utf8)
        return Event(
            id: try Event.ID(id),
            scope: scope,
            type: .conversationCreated,
            occurredAt: Timestamp(millisecondsSinceEpoch: 1_767_225_599_123),
            data: data,
            idempotencyKey: key.map { ExactText($0) }
        )
    }

    static func settlement(
        _ claimed: ClaimedDelivery,
        _ verdict: Settlement.Verdict,
        policy: DeliveryPolicy = .gladly
    ) -> Settlement {
        let isSuccess = verdict == .succeeded
        let attempt = Attempt(
            deliveryID: claimed.delivery.id,
            number: claimed.delivery.progress.attempts + 1,
            round: claimed.delivery.progress.failedRounds + 1,
            startedAt: Timestamp(millisecondsSinceEpoch: 1_767_225_600_001),
            duration: .milliseconds(123),
            request: Attempt.Request(url: claimed.webhook.webhook.url.string, headers: []),
            response: Attempt.Response(
                status: isSuccess ? 200 : 503,
                headers: [HeaderField("server", "kit")],
                body: [0, 10, 13, 255],
                isTruncated: true
            ),
            failure: isSuccess ? nil : AttemptFailure(kind: .serverError, status: 503, detail: "x")
        )
        let rules = WebhookHealth.Rules(policy: policy, isExempt: false)
        return Settlement(lease: claimed.lease, attempt: attempt, verdict: verdict, rules: rules)
    }

    static func claim(by owner: String = "wrk_1", limit: Int = 100) throws -> ClaimRequest {
        ClaimRequest(
            owner: try WorkerID(owner),
            limit: limit,
            isIdle: true,
            defaultConcurrency: 64
        )
    }

    /// One round, whose failure deactivates the webhook.
    static let oneRound = DeliveryPolicy(window: .seconds(3600), gaps: [], exhaustion: .deactivate)
}
