import WebhookKit
import WebhookKitFileStore

/// What a store shows, in words that are the same in every process and version.
struct PlainView: Sendable, Equatable {
    private(set) var text = ""

    /// Looks at everything without changing more than leases.
    init(of store: FileWebhookStore) async throws {
        for scope in [Make.scope, Make.other] {
            for record in try await store.webhooks(WebhookQuery(scope: scope)) {
                let webhook = record.webhook
                add(
                    "webhook \(webhook.id) \(webhook.name) \(webhook.revision) \(record.secrets.bytes)"
                )
                add("state \("\(webhook.health.state)".prefix { $0 != "(" })")
                let query = LogQuery(webhookID: webhook.id, scope: scope, limit: 1000)
                for entry in try await store.log(query).entries {
                    let attempts = entry.attempts.map {
                        "\($0.number) \($0.response?.status ?? 0) \($0.response?.body ?? [])"
                    }
                    add("log \(entry.event.event.id) \(entry.status): \(attempts)")
                }
            }
        }
        for notice in try await store.notices(NoticeRequest(limit: 1000)) { add("\(notice.id)") }
        let claimed = try await store.claim(Make.claim(by: "wrk_viewer", limit: 1000)).deliveries
        let words = claimed.map { delivery in
            let event = delivery.event.event
            return
                "waits \(delivery.event.position) \(event.id) for \(delivery.webhook.webhook.id), "
                + "\(delivery.delivery.progress.attempts) attempts: "
                + String(decoding: event.body, as: UTF8.self)
        }
        for word in words.sorted() { add(word) }
        let backlog = try await store.backlog()
        add("backlog \(backlog.waiting) \(backlog.leased) \(backlog.parked.count)")
        for (key, size) in [("k1", 20), ("k2", 20), ("k3", 70), ("k4", 20), ("k5", 20)] {
            let event = try Make.event("evt_\(key)again", size: size, key: key)
            for publication in try await store.append([event]) {
                add("\(key) is \(publication.id) at \(publication.position)")
            }
        }
    }

    private mutating func add(_ line: String) { text += line + "\n" }
}
