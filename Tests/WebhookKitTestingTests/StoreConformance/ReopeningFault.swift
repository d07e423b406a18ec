import WebhookKit
import WebhookKitTesting

/// Something that is lost when a store is opened again, and the one promise that this breaks.
struct ReopeningFault: Sendable, CustomStringConvertible {
    let description: String
    let breaks: StorePromise
    let lose: @Sendable (inout TamperedStore, ReopenedStore.Opening) async throws -> Void

    init(
        _ description: String,
        breaks: StorePromise,
        _ lose:
            @escaping @Sendable (inout TamperedStore, ReopenedStore.Opening) async throws -> Void
    ) {
        self.description = description
        self.breaks = breaks
        self.lose = lose
    }

    static let all = events + leases + queues + records + housekeeping

    static let kit: Scope = {
        let organization = (try? Organization("kit")) ?? Scope.default.organization
        return Scope(organization: organization, environment: .production)
    }()

    /// The event that the kit publishes under the key `k`.
    static func event(in organization: String) throws -> Event {
        Event(
            id: try Event.ID("evt_1"),
            scope: Scope(
                organization: try Organization(organization),
                environment: .production
            ),
            type: .conversationCreated,
            occurredAt: Timestamp(millisecondsSinceEpoch: 1_767_225_599_123),
            data: Array("{\"n\":1}".utf8),
            idempotencyKey: "k"
        )
    }

    static func resendFirst(_ store: TamperedStore) async throws {
        try await store.inner.requeue(
            .resend(
                Event.ID("evt_1"),
                to: Webhook.ID("wh_a"),
                scope: kit,
                as: Delivery.ID("dlv_back")
            )
        )
    }
}

extension TamperedStore {
    /// The webhook that most checks use.
    func first() async throws -> WebhookRecord? {
        let query = WebhookQuery(scope: ReopeningFault.kit, id: try Webhook.ID("wh_a"))
        return try await inner.webhooks(query).first
    }

    mutating func changeRecords(_ change: @escaping @Sendable (inout WebhookRecord) -> Void) {
        onWebhooks = { store, query in
            try await store.webhooks(query).map { record in
                var record = record
                change(&record)
                return record
            }
        }
    }

    mutating func changeClaims(
        _ change: @escaping @Sendable (ClaimedDelivery) throws -> ClaimedDelivery
    ) {
        onClaim = { store, request in
            var claim = try await store.claim(request)
            claim.deliveries = try claim.deliveries.map(change)
            return claim
        }
    }
}

extension ClaimedDelivery {
    func changed(
        lease: Lease? = nil,
        delivery: Delivery? = nil,
        event: StoredEvent? = nil,
        at now: Timestamp
    ) -> ClaimedDelivery {
        ClaimedDelivery(
            lease: lease ?? self.lease,
            delivery: delivery ?? self.delivery,
            event: event ?? self.event,
            webhook: webhook,
            due: now.advanced(by: .zero - lag),
            at: now
        )
    }

    /// Loses the end of its event's data.
    func cut(at now: Timestamp) -> ClaimedDelivery {
        let old = event.event
        let short = Event(
            id: old.id,
            scope: old.scope,
            type: old.type,
            occurredAt: old.occurredAt,
            data: Array(old.data.prefix(10_000)),
            idempotencyKey: old.idempotencyKey
        )
        return changed(
            event: StoredEvent(
                event: short,
                position: event.position,
                appendedAt: event.appendedAt
            ),
            at: now
        )
    }
}
