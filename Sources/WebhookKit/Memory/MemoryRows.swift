// The rows of the in-memory store. They are classes, so that queues can point at them; all of them
// live inside the store's one lock and never leave it.

/// A tenant.
final class ScopeRow {
    let scope: Scope
    var webhooks: [WebhookRow] = []
    var events: [Event.ID: EventRow] = [:]
    var keys: [String: EventRow] = [:]

    /// Webhooks that may have something to claim, in turn.
    var ready = FIFO<WebhookRow>()
    /// Whether it stands in the rotation of scopes.
    var isReady = false

    init(_ scope: Scope) {
        self.scope = scope
    }

    /// Where the webhook is in the sorted list, or where it would go.
    func place(of id: Webhook.ID) -> (index: Int, isFound: Bool) {
        var (low, high) = (0, webhooks.count)
        while low < high {
            let middle = (low + high) / 2
            if webhooks[middle].record.id < id { low = middle + 1 } else { high = middle }
        }
        return (low, low < webhooks.count && webhooks[low].record.id == id)
    }

    func webhook(_ id: Webhook.ID) -> WebhookRow? {
        let (index, isFound) = place(of: id)
        return isFound ? webhooks[index] : nil
    }
}

/// A webhook with its queues.
final class WebhookRow {
    var record: WebhookRecord
    unowned let scope: ScopeRow
    var isRemoved = false

    /// Waiting subscribed deliveries by due time; empty for ordered webhooks.
    var due = Heap<Timed<DeliveryRow>>()
    /// Waiting manual deliveries by due time.
    var manual = Heap<Timed<DeliveryRow>>()
    /// Subscribed deliveries by position, which is the order of their appends; closed ones go when
    /// they come to the front or outweigh the others.
    var open = FIFO<DeliveryRow>()
    /// Deliveries that ended since `open` was last cleared of closed ones.
    var closes = 0

    /// How many leases there are now.
    var leased = 0
    /// Whether it stands in its scope's rotation.
    var isReady = false
    /// When it is looked at again.
    var timer: Duration?

    var log: [LogRow] = []

    init(_ record: WebhookRecord, in scope: ScopeRow) {
        self.record = record
        self.scope = scope
    }
}

/// An event in a webhook's log.
struct LogRow {
    /// Rises with every attempt that is logged anywhere in the store.
    var number: Int64
    let event: EventRow
    var status: LogEntry.Status
    var attempts: [Attempt]
}

/// An event with its deliveries.
final class EventRow {
    let stored: StoredEvent
    var deliveries: [DeliveryRow] = []
    /// Deliveries that are waiting, leased or parked.
    var open = 0
    /// Log entries that show it.
    var pins = 0
    /// When it was appended or its last delivery ended.
    var lastUse: Duration
    /// Names its entry in the queue of events to prune; 0 when it has none.
    var freeStamp: UInt64 = 0

    init(_ stored: StoredEvent, at uptime: Duration) {
        self.stored = stored
        lastUse = uptime
    }
}

/// A delivery. It and its event hold each other until the event is pruned.
final class DeliveryRow {
    var delivery: Delivery
    unowned let event: EventRow
    unowned let webhook: WebhookRow
    var epoch = 0
    /// When it is due, by monotonic time.
    var due: Duration = .zero
    /// Names its entry in a queue of due times or of leases; 0 when it has none.
    var stamp: UInt64 = 0
    /// Whether it waits as a suspect.
    var isSetApart = false

    init(_ delivery: Delivery, of event: EventRow, to webhook: WebhookRow) {
        self.delivery = delivery
        self.event = event
        self.webhook = webhook
    }

    var isVoid: Bool { delivery.isVoid(for: webhook.record) }

    var isWaiting: Bool {
        if case .waiting = delivery.status { true } else { false }
    }
}
