/// The open deliveries of a store, in the queues that say what is done with each next.
///
/// A delivery moves between queues by ``place(_:)`` and ``unplace(_:)``; a queue's entry counts only
/// while its stamp is the row's, so that nothing is ever searched for in a queue.
package struct DeliveryBook {
    /// Those that can be asked for by id: leased, parked and named ones.
    private(set) var named: [Delivery.ID: DeliveryRow] = [:]
    private(set) var waiting = 0
    /// Waiting ones that have taken workers down: few by nature, so a plain list.
    private(set) var suspects: [DeliveryRow] = []
    /// Those set aside until people look at them (D-13): few too.
    package private(set) var parked: [DeliveryRow] = []
    var leases: LeaseBook
    /// Where there may be void ones to mark skipped.
    var sweep = SweepQueue()
    private var lastStamp: UInt64 = 0

    init(leases: LeaseBook) {
        self.leases = leases
    }

    private mutating func stamp() -> UInt64 {
        lastStamp += 1
        return lastStamp
    }

    /// Makes an open delivery known to its event and its webhook; it is to be placed then.
    mutating func open(_ row: DeliveryRow) {
        row.event.open += 1
        row.event.freeStamp = 0
        if row.isNamed { named[row.id] = row }
        if row.kind == .subscribed { row.webhook.open.append(row) }
    }

    /// Counts and queues a delivery by its status; an ended one leaves its webhook's queue.
    mutating func place(_ row: DeliveryRow) {
        let webhook = row.webhook
        switch row.status {
        case .waiting:
            waiting += 1
            webhook.waiting += 1
            row.stamp = stamp()
            if row.isSuspect {
                if !row.isSetApart { suspects.append(row) }
                row.isSetApart = true
            } else {
                webhook.enqueue(row)
            }
            if row.isVoid { sweep.add(row) }
        case .leased:
            leases.count += 1
            webhook.leased += 1
            named[row.id] = row
        case .parked:
            parked.append(row)
            named[row.id] = row
            if row.isVoid { sweep.add(row) }
        case .succeeded, .failed, .skipped:
            if row.kind == .subscribed { webhook.closeFront() }
        }
    }

    /// Undoes ``place(_:)`` before an open delivery changes.
    mutating func unplace(_ row: DeliveryRow) {
        row.stamp = 0
        switch row.status {
        case .waiting:
            waiting -= 1
            row.webhook.waiting -= 1
            if row.isSetApart { suspects.removeAll { $0 === row } }
            row.isSetApart = false
        case .leased:
            leases.count -= 1
            row.webhook.leased -= 1
            if !row.isNamed { named[row.id] = nil }
        case .parked:
            parked.removeAll { $0 === row }
            if !row.isNamed { named[row.id] = nil }
        case .succeeded, .failed, .skipped:
            break
        }
    }

    /// Begins the lease of a delivery that is placed as leased.
    mutating func lease(_ row: DeliveryRow, until end: Uptime) {
        row.due = end
        row.stamp = stamp()
        leases.begin(row)
    }

    /// Begins a lease again that outlives the state it was given by; the delivery is to be placed.
    mutating func resume(_ held: HeldLease, of row: DeliveryRow, at time: StoreTime) {
        row.keep(held.lease, at: time)
        row.due = held.end
        row.stamp = stamp()
        leases.resume(row)
    }

    /// The leases that workers have: those in force at the last commit, whatever the steps since
    /// then have given or ended.
    package var heldLeases: [HeldLease] {
        leases.held(among: named.values.compactMap(\.heldLease))
    }
}

/// When a webhook changes or goes.
extension DeliveryBook {
    /// Takes the webhook's queue out of its way in O(1): all of it is void.
    mutating func voidQueue(of webhook: WebhookRow) {
        sweep.add(webhook.open)
        webhook.open = FIFO()
        webhook.due = Heap()
    }

    /// Does to a webhook's queue what a change of its record asks for.
    mutating func follow(_ webhook: WebhookRow, from old: WebhookRecord) {
        let record = webhook.record
        if record.health.liveFrom != old.health.liveFrom { voidQueue(of: webhook) }
        if record.dropped != old.dropped { sweep.add(webhook.open) }
        if record.webhook.flow.isOrdered != old.webhook.flow.isOrdered { webhook.enqueueAll() }
    }

    /// Takes all of a webhook's deliveries out of every count and queue; they are left to the sweep.
    mutating func remove(allOf webhook: WebhookRow) {
        waiting -= webhook.waiting
        leases.count -= webhook.leased
        webhook.waiting = 0
        webhook.leased = 0
        // Leased, parked and suspect ones may be in no queue: void ones and those sent by hand.
        var open = webhook.open.all + named.values.filter { $0.webhook === webhook }
        open += suspects.filter { $0.webhook === webhook }
        parked.removeAll { $0.webhook === webhook }
        suspects.removeAll { $0.webhook === webhook }
        named = named.filter { $0.value.webhook !== webhook }
        while let entry = webhook.manual.pop() {
            if entry.stamp == entry.value.stamp { open.append(entry.value) }
        }
        sweep.add(FIFO(open))
        webhook.open = FIFO()
        webhook.due = Heap()
        webhook.manual = Heap()
    }

    /// Takes a delivery out of everything before its event goes.
    mutating func remove(_ row: DeliveryRow) {
        if row.isOpen {
            if !row.webhook.isRemoved { unplace(row) }
            row.skip()
        }
        row.stamp = 0
        if row.isNamed, named[row.id] === row { named[row.id] = nil }
    }
}

/// Deliveries that were set aside until people look at them (D-13).
extension DeliveryBook {
    /// Reads parked deliveries; see ``WebhookStore/parked(_:)``.
    func parked(_ query: ParkedQuery, at time: StoreTime) -> ParkedPage {
        let limit = max(0, query.limit)
        let rows = parked.filter { row in
            row.event.scope.scope == query.scope
                && row.parkedNumber > query.cursor?.number ?? -1
                && (query.webhookID.map { $0 == row.webhook.record.id } ?? true)
        }.sorted { $0.parkedNumber < $1.parkedNumber }
        let page = rows.prefix(limit)
        return ParkedPage(
            deliveries: page.map { ParkedDelivery($0.delivery(at: time)) },
            next: rows.count > limit
                ? ParkedCursor(number: page.last?.parkedNumber ?? query.cursor?.number ?? -1) : nil
        )
    }
}

extension DeliveryRow {
    /// Its place in the list: by event, then by its number among the event's deliveries.
    fileprivate var parkedNumber: Int64 {
        let (number, overflow) = event.position.number.multipliedReportingOverflow(by: 1 << 20)
        return overflow ? .max : number &+ Int64(index)
    }
}
