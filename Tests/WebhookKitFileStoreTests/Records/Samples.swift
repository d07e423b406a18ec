import WebhookKit
import WebhookKitFileStore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Records with odd values, and what the tests write and read them with.
enum Samples {
    /// FNV-1a: each step is one to one, so that no change of a single byte goes unseen.
    static let checksum: LineChecksum = { bytes in
        var sum: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in bytes.indices { sum = (sum ^ UInt64(bytes[index])) &* 0x100_0000_01B3 }
        return sum
    }

    /// Agrees with every line that was written with it, however damaged.
    static let zero: LineChecksum = { _ in 0 }

    static let oddText = "Ünï 👩🏽‍🚀 e\u{301} \"'\\/ \u{0}\u{1}\u{8}\u{B}\u{C}\u{1F}\u{7F}\r\n\t end"

    static func scope(_ organization: String = "acme") throws -> Scope {
        Scope(organization: try Organization(organization), environment: .sandbox)
    }

    static func row(_ json: String?) throws -> RowChange {
        let key = String(oddText.filter { $0 != "\0" })
        let id = try RowID(table: "kit_rows", scope: scope(), key: key)
        return RowChange(id: id, value: json.map { Array($0.utf8) })
    }

    static func event(
        body: [UInt8],
        key: String? = nil,
        audience: Event.Audience = .subscribers,
        occurredAt: Int64 = 1_767_225_599_123,
        dataOffset: Int = 3
    ) throws -> Event {
        Event(
            restoring: try Event.ID("evt_1"),
            scope: try scope(),
            type: "invoice.paid",
            occurredAt: Timestamp(millisecondsSinceEpoch: occurredAt),
            body: body,
            dataOffset: dataOffset,
            idempotencyKey: key.map { ExactText($0) },
            audience: audience
        )
    }

    static let fresh = QueuedDelivery(
        webhook: 3,
        state: DeliveryState(kind: .subscribed, generation: 1, time: time)
    )

    static let time = Timestamp(millisecondsSinceEpoch: 1_767_225_600_000)

    /// Every status, and numbers at the ends of their ranges.
    static func deliveries() throws -> [QueuedDelivery] {
        let statuses: [(DeliveryState.Status, Timestamp?)] = [
            (.waiting, Timestamp(millisecondsSinceEpoch: .max)),
            (.waiting, Timestamp(millisecondsSinceEpoch: .min)),
            (.leased, nil), (.succeeded, time), (.failed, time), (.skipped, time), (.parked, time),
        ]
        var progress = Delivery.Progress()
        progress.failedRounds = .max
        progress.quickRetries = -1
        progress.attempts = .min
        progress.firstAttemptAt = Timestamp(millisecondsSinceEpoch: -1)
        progress.expiredLeases = 4
        let full = try statuses.map { status, time in
            QueuedDelivery(
                webhook: .max,
                state: DeliveryState(
                    kind: .manual,
                    generation: .min,
                    status: status,
                    time: time,
                    progress: progress,
                    epoch: .max,
                    id: try Delivery.ID("dlv_resend-1")
                )
            )
        }
        var almostFresh = fresh
        almostFresh.state.epoch = 1
        var untried = fresh
        untried.state.kind = .manual
        return full + [fresh, almostFresh, untried]
    }

    static func attempt(body: [UInt8]?, duration: Duration = .milliseconds(123)) throws -> Attempt {
        Attempt(
            deliveryID: try Delivery.ID("dlv_1"),
            number: 2,
            round: -1,
            startedAt: Timestamp(millisecondsSinceEpoch: 1_767_225_600_001),
            duration: duration,
            request: Attempt.Request(
                url: "https://receiver.example/a?b=\"c\"",
                headers: [HeaderField("webhook-id", "evt_1"), HeaderField(oddText, oddText)]
            ),
            response: body.map {
                Attempt.Response(status: 503, headers: [], body: $0, isTruncated: true)
            },
            failure: AttemptFailure(kind: .serverError, status: 503, detail: oddText)
        )
    }

    static func webhook() throws -> WebhookRecord {
        var record = WebhookRecord(
            webhook: Webhook(
                id: try Webhook.ID("wh_1"),
                scope: try scope(),
                settings: Webhook.Settings(
                    name: oddText,
                    url: try WebhookURL("https://receiver.example:8443/a%20b?x=%C3%A9&y=1"),
                    events: .types([.conversationCreated]),
                    signature: try .hmacHeader("X-Signature", prefix: "sha256="),
                    headers: try ExtraHeaders([HeaderField("X-One", "1; \"quoted\"")]),
                    bodyForm: .data,
                    policy: .glassix,
                    flow: DeliveryFlow(concurrency: 7, deliveriesPerSecond: 12.5, isOrdered: true),
                    isExempt: true,
                    owner: try User.ID("usr_1")
                ),
                createdAt: time,
                modifiedAt: time,
                revision: 7,
                health: try health()
            ),
            secrets: SealedSecrets(bytes: Array(0...255))
        )
        record.dropped.narrow(
            from: .all,
            to: .types([.conversationCreated]),
            upTo: Position(.max)
        )
        record.startRest = .microseconds(999)
        return record
    }

    static func health() throws -> WebhookHealth {
        try decoded(
            #"""
            {"generation":3,"liveFrom":2,"outages":1,"state":{"failing":{"_0":{
            "failedRounds":2,"firstFailureAt":5,"isNoticed":true,"position":9,
            "lastFailure":{"kind":"dns","detail":"a \"b\" \n c"}}}}}
            """#
        )
    }

    static func notice() throws -> Notice {
        try decoded(
            #"""
            {"id":"ntc_1","at":-5,"scope":{"organization":"acme","environment":"sandbox"},
            "kind":{"senderSuspect":{"_0":{"hosts":5,
            "lastFailure":{"kind":"connect","detail":"\u0000 \ud83d\ude80"}}}}}
            """#
        )
    }

    private static func decoded<Value: Decodable>(_ json: String) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(json.utf8))
    }
}
