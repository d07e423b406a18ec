/// What an in-memory store holds; every step of ``WebhookStore`` is one mutation of it.
///
/// Deliveries move between queues by ``place(_:at:)`` and ``unplace(_:)``; a queue's entry counts only
/// while its stamp is the row's, so that nothing is ever searched for in a queue.
struct MemoryState {
    var scopes: [Scope: ScopeRow] = [:]
    var deliveries: [Delivery.ID: DeliveryRow] = [:]
    var notices = NoticeBook()

    var lastPosition = Position(0)
    var lastLogNumber: Int64 = 0
    var lastStamp: UInt64 = 0

    /// Scopes with webhooks that may have something to claim, in turn.
    var ready = FIFO<ScopeRow>()
    /// Webhooks whose next delivery may begin later.
    var timers = Heap<Timed<WebhookRow>>()
    var webhookCount = 0
    /// Leases by their end.
    var leases = Heap<Timed<DeliveryRow>>()
    /// Waiting deliveries that have taken workers down: few by nature, so a plain list.
    var suspects: [DeliveryRow] = []
    var parked: [DeliveryRow] = []
    /// Queues of deliveries among which there may be void ones to mark skipped.
    var unswept = FIFO<FIFO<DeliveryRow>>()
    /// The one that is being swept.
    var sweeping = FIFO<DeliveryRow>()
    /// Events that nothing needs, by their last use.
    var free = Heap<Timed<EventRow>>()

    var waiting = 0
    var leased = 0
    /// The default concurrency of the latest claim, which says what is saturated.
    var concurrency = 0

    mutating func stamp() -> UInt64 {
        lastStamp += 1
        return lastStamp
    }

    mutating func makeScopeRow(_ scope: Scope) -> ScopeRow {
        if let row = scopes[scope] { return row }
        let row = ScopeRow(scope)
        scopes[scope] = row
        return row
    }
}

extension MemoryState {
    /// Counts and queues a delivery by its status; an open one that is not yet counted by its event
    /// must be counted by the caller.
    mutating func place(_ row: DeliveryRow, at time: MemoryTime) {
        let webhook = row.webhook
        switch row.delivery.status {
        case .waiting:
            waiting += 1
            row.stamp = stamp()
            if row.delivery.isSuspect {
                if !row.isSetApart { suspects.append(row) }
                row.isSetApart = true
            } else {
                let entry = Timed(time: row.due, stamp: row.stamp, value: row)
                if row.delivery.kind == .manual {
                    webhook.manual.push(entry)
                } else if !webhook.record.webhook.flow.isOrdered {
                    webhook.due.push(entry)
                }
            }
            if row.isVoid { sweeping.append(row) }
        case .leased:
            leased += 1
            webhook.leased += 1
        case .parked:
            parked.append(row)
            if row.isVoid { sweeping.append(row) }
        case .succeeded, .failed, .skipped:
            close(row, at: time)
        }
    }

    /// Undoes ``place(_:at:)`` before an open delivery changes.
    mutating func unplace(_ row: DeliveryRow) {
        row.stamp = 0
        switch row.delivery.status {
        case .waiting:
            waiting -= 1
            if row.isSetApart { suspects.removeAll { $0 === row } }
            row.isSetApart = false
        case .leased:
            leased -= 1
            row.webhook.leased -= 1
        case .parked:
            parked.removeAll { $0 === row }
        case .succeeded, .failed, .skipped:
            break
        }
    }

    private mutating func close(_ row: DeliveryRow, at time: MemoryTime) {
        let event = row.event
        event.open -= 1
        event.lastUse = max(event.lastUse, time.uptime)
        freeIfUnused(event)
        if row.delivery.kind == .subscribed { row.webhook.closeFront() }
    }

    /// Queues an event for pruning when nothing but the recovery window holds it.
    mutating func freeIfUnused(_ event: EventRow) {
        guard event.open == 0, event.pins == 0 else { return }
        event.freeStamp = stamp()
        free.push(Timed(time: event.lastUse, stamp: event.freeStamp, value: event))
    }

    /// Takes the webhook's queue out of its way in O(1): all of it is void (SPEC A-4).
    mutating func voidQueue(of webhook: WebhookRow) {
        if !webhook.open.isEmpty { unswept.append(webhook.open) }
        webhook.open = FIFO()
        webhook.due = Heap()
    }
}

extension WebhookRow {
    /// Notes that an open delivery has ended, and forgets the closed ones at the front.
    func closeFront() {
        closes += 1
        while let first = open.first, !first.delivery.isOpen { open.popFirst() }
        // Behind a front that stays open the others are dropped in bulk: O(1) on average.
        guard closes > 64, closes * 2 > open.count else { return }
        open = FIFO(open.all.filter(\.delivery.isOpen))
        closes = 0
    }

    /// The open delivery of least position that is not void.
    func oldestOpen() -> DeliveryRow? {
        while let first = open.first {
            if first.delivery.isOpen, !first.isVoid { return first }
            open.popFirst()
        }
        return nil
    }
}
