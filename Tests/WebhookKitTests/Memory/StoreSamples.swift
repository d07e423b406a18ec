import WebhookKit

extension WebhookRecord {
    /// A webhook that takes every event, of a receiver that answers.
    static func sample(
        _ id: String,
        in scope: Scope = .default,
        concurrency: Int = 10_000,
        at time: Timestamp = Timestamp(millisecondsSinceEpoch: 0)
    ) throws -> WebhookRecord {
        let webhook = Webhook(
            id: try Webhook.ID(id),
            scope: scope,
            settings: Webhook.Settings(
                name: id,
                url: try WebhookURL("https://receiver.example/"),
                events: .all,
                flow: DeliveryFlow(concurrency: concurrency)
            ),
            createdAt: time,
            modifiedAt: time
        )
        return WebhookRecord(
            webhook: webhook,
            secrets: SealedSecrets(bytes: []),
            responsiveness: .prompt
        )
    }
}

extension Event {
    /// An event as small as can be, without a key.
    static func sample(_ number: Int, at time: Timestamp) throws -> Event {
        Event(
            id: try Event.ID("evt_\(number)"),
            scope: .default,
            type: .conversationCreated,
            occurredAt: time,
            data: [0x30],
            idempotencyKey: nil
        )
    }
}
