// Rows are classes, so that queues can point at them; all of them live inside one store's lock or
// thread and never leave it.

/// A tenant.
package final class ScopeRow {
    package let scope: Scope
    var webhooks: [WebhookRow] = []
    var events: [Event.ID: EventRow] = [:]
    var keys: [ExactText: EventRow] = [:]
    /// The events by position. Few removed ones may stay in it, since there may be many scopes.
    var timeline = Timeline(slack: 8)
    /// From where on its events are kept; see ``EventHistory/keepEvents(of:from:)``.
    var keptFrom: Position?
    /// Up to where events that were kept have been looked at again.
    var releasedTo = Position(.max)
    /// Whether that is still to be done.
    var isReleasing = false

    /// Its webhooks that may have something to claim, in turn, by group.
    var turns = PerGroup(FIFO<Turn>())
    /// Whether it stands in the group's rotation of scopes.
    var isInTurn = PerGroup(false)

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

/// A value for each group of webhooks (D-10).
struct PerGroup<Value> {
    private var values: [Value]

    init(_ value: Value) {
        values = Array(repeating: value, count: Responsiveness.allCases.count)
    }

    subscript(group: Responsiveness) -> Value {
        get { values[group.rawValue] }
        _modify { yield &values[group.rawValue] }
    }
}

/// An event in a webhook's log.
package struct LogRow {
    package let event: EventRow
    package internal(set) var status: LogEntry.Status
    /// Newest first.
    package internal(set) var attempts: [AttemptRow]

    /// The latest attempt's.
    package var number: Int64 { attempts.first?.number ?? 0 }

    /// How many attempts there were, also those that are left out.
    package var total: Int { attempts.first?.ordinal ?? 0 }
}

/// An attempt in a log: its content may be elsewhere.
package final class AttemptRow {
    /// Rises with every attempt that is logged anywhere in the store.
    package let number: Int64
    /// Counts the attempts of its entry, from 1; 0 until it stands in one.
    package internal(set) var ordinal = 0
    /// Where the content is.
    package var place: Place
    /// The content, for as long as it is held in memory.
    package var held: Held<Attempt>?

    init(number: Int64, place: Place, held: Held<Attempt>?) {
        self.number = number
        self.place = place
        self.held = held
    }
}
