/// An event with its deliveries, as small as can be: contents may be elsewhere.
package final class EventRow {
    unowned let scope: ScopeRow
    package let id: Event.ID
    package let type: EventType
    package let key: ExactText?
    package let position: Position
    package let appendedAt: Timestamp

    /// Where the content is.
    package var place: Place
    /// The content, for as long as it is held in memory.
    package var held: Held<Event>?

    /// The latest delivery; each leads to the one before it.
    private(set) var latest: DeliveryRow?
    /// Deliveries that are waiting, leased or parked.
    var open: Int32 = 0
    /// Log entries that show it.
    var pins: Int32 = 0
    /// When it was appended or its last delivery ended.
    var lastUse: Uptime
    /// Names its entry in the queue of events to prune; 0 when it has none.
    var freeStamp: UInt64 = 0
    /// How many deliveries there were, those of removed webhooks included.
    private(set) var deliveryCount: Int32 = 0
    /// Whether it has been pruned.
    package var isRemoved = false

    init(
        id: Event.ID,
        type: EventType,
        key: ExactText?,
        position: Position,
        appendedAt: Timestamp,
        place: Place,
        held: Held<Event>?,
        in scope: ScopeRow,
        at uptime: Uptime
    ) {
        self.id = id
        self.type = type
        self.key = key
        self.position = position
        self.appendedAt = appendedAt
        self.place = place
        self.held = held
        self.scope = scope
        lastUse = uptime
    }

    deinit {
        dropDeliveries()
    }

    /// The deliveries, in the order in which they were queued.
    package var deliveries: [DeliveryRow] {
        var rows: [DeliveryRow] = []
        var next = latest
        while let row = next {
            rows.append(row)
            next = row.previous
        }
        return rows.reversed()
    }

    /// Adds a delivery behind the others, with the number that it had when it is loaded.
    func add(_ row: DeliveryRow, index: Int32? = nil) {
        row.index = index ?? deliveryCount
        deliveryCount = max(deliveryCount, row.index &+ 1)
        row.previous = latest
        latest = row
        row.webhook.references += 1
    }

    /// Forgets the deliveries; a loop, since a chain of many would be released by recursion.
    func dropDeliveries() {
        var next = latest
        latest = nil
        while let row = next {
            next = row.previous
            row.previous = nil
        }
    }
}
