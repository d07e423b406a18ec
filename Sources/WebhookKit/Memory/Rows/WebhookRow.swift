/// A webhook with its queues.
package final class WebhookRow {
    /// Names it in a journal; never used twice, unlike an id.
    package let number: Int
    package internal(set) var record: WebhookRecord
    unowned let scope: ScopeRow
    package internal(set) var isRemoved = false
    /// What the journal says of it where that cannot be read: then `record` is a placeholder, or old.
    package internal(set) var unread: UnreadWebhook?

    /// Waiting subscribed deliveries by due time; empty for ordered webhooks.
    var due = Heap<Timed<DeliveryRow>>()
    /// Waiting manual deliveries by due time.
    var manual = Heap<Timed<DeliveryRow>>()
    /// Subscribed deliveries by position, which is the order of their appends; closed ones go when
    /// they come to the front or outweigh the others.
    var open = FIFO<DeliveryRow>()
    /// Deliveries that ended since `open` was last cleared of closed ones.
    var closes = 0

    /// How many deliveries wait.
    var waiting = 0
    /// How many leases there are now.
    var leased = 0
    /// How many rows point here; a removed webhook is kept until there are none.
    var references = 0
    /// Names its present place in its scope's rotation; 0 when it has none.
    var turn: UInt64 = 0
    /// The group in whose rotation that place is.
    var turnGroup = Responsiveness.unproven
    /// When it is looked at again.
    var timer: Uptime?

    /// The events of its log, oldest first.
    package internal(set) var log: [LogRow] = []
    /// The number of the latest attempt in the log, whether it is still there or not.
    package internal(set) var lastLogNumber: Int64 = 0

    init(_ record: WebhookRecord, number: Int, in scope: ScopeRow) {
        self.record = record
        self.number = number
        self.scope = scope
    }
}

/// A webhook's place in the rotation; counts only while it is the webhook's present one.
struct Turn {
    let webhook: WebhookRow
    let stamp: UInt64

    var isPresent: Bool { webhook.turn == stamp && !webhook.isRemoved }
}
