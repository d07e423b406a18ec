import WebhookKit

/// Everything the crasher stores, made from numbers, so that the verifier knows every byte of it.
enum Contents {
    /// Which webhook a delivery goes to.
    enum Receiver: String, CaseIterable {
        /// Takes every event.
        case all = "wh_all"
        /// Takes tasks.
        case task = "wh_task"
        /// Gets only what is addressed to it; its log is cut, so that its events are pruned.
        case short = "wh_short"
    }

    /// The events that are addressed to ``Receiver/short``.
    static let pruned = 101...106

    /// What a host publishes with an order, in one transaction.
    static let ordered = 28...29

    static func scope() throws -> Scope {
        Scope(organization: try Organization("acme"), environment: .production)
    }

    /// Who must get the event with this number.
    static func receivers(of number: Int) -> [Receiver] {
        if pruned.contains(number) { return [.short] }
        return number % 3 == 0 ? [.all, .task] : [.all]
    }

    static func id(_ number: Int) -> String { "evt_\(number)" }

    /// The number in an id that ``id(_:)`` made.
    static func number(of id: Event.ID) -> Int? {
        id.string.hasPrefix("evt_") ? Int(id.string.dropFirst(4)) : nil
    }

    /// An event; some are larger than a page.
    static func event(_ number: Int) throws -> Event {
        let text = String(repeating: "é\(number) ", count: number % 5 == 0 ? 2000 : 30)
        return Event(
            id: try Event.ID(id(number)),
            scope: try scope(),
            type: number % 3 == 0 ? .taskCreated : .messageCreated,
            occurredAt: Timestamp(millisecondsSinceEpoch: 1_767_225_600_000 + Int64(number)),
            data: Array(#"{"n":\#(number),"text":"\#(text)"}"#.utf8),
            idempotencyKey: ExactText(key(number)),
            audience: pruned.contains(number)
                ? .only(try Webhook.ID(Receiver.short.rawValue)) : .subscribers
        )
    }

    static func key(_ number: Int) -> String { "key \(number)" }

    static func webhook(_ receiver: Receiver) throws -> WebhookRecord {
        let start = Timestamp(millisecondsSinceEpoch: 0)
        let webhook = Webhook(
            id: try Webhook.ID(receiver.rawValue),
            scope: try scope(),
            settings: Webhook.Settings(
                name: "new",
                url: try WebhookURL("https://receiver.example/\(receiver.rawValue)"),
                events: receiver == .all
                    ? .all : .types([receiver == .task ? .taskCreated : .customerCreated]),
                flow: DeliveryFlow(concurrency: 64)
            ),
            createdAt: start,
            modifiedAt: start
        )
        return WebhookRecord(
            webhook: webhook,
            secrets: SealedSecrets(bytes: Array(0...40)),
            responsiveness: .prompt
        )
    }

    static func attempt(of claimed: ClaimedDelivery, fails: Bool) -> Attempt {
        Attempt(
            deliveryID: claimed.delivery.id,
            number: claimed.delivery.progress.attempts + 1,
            round: claimed.delivery.progress.failedRounds + 1,
            startedAt: Timestamp(millisecondsSinceEpoch: 1_767_225_600_001),
            duration: .milliseconds(123),
            request: Attempt.Request(url: claimed.webhook.webhook.url.string, headers: []),
            response: Attempt.Response(
                status: fails ? 503 : 200,
                headers: [HeaderField("server", "crasher")],
                body: Array(0...255),
                isTruncated: true
            ),
            failure: fails ? AttemptFailure(kind: .serverError, status: 503, detail: "x") : nil
        )
    }
}
