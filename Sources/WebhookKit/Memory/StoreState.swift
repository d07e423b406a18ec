/// What a store holds, and every step of ``WebhookStore`` as one mutation of it.
///
/// The in-memory store is this behind a lock; a store with a journal owns one on its thread, writes
/// down what ``changes`` says, and makes it anew with ``StoreLoader``. Nothing in it waits or does
/// I/O; contents come through ``RowContents``.
///
/// Deliveries move between queues by ``place(_:at:)`` and ``unplace(_:)``; a queue's entry counts only
/// while its stamp is the row's, so that nothing is ever searched for in a queue.
package struct StoreState {
    var scopes: [Scope: ScopeRow] = [:]
    /// All events, the owner of their rows.
    package internal(set) var timeline = Timeline()
    /// The deliveries that can be asked for by id: leased, parked and named ones.
    var named: [Delivery.ID: DeliveryRow] = [:]
    package internal(set) var notices = NoticeBook()
    /// The rows of the chapters beside sending.
    package internal(set) var rows = RowBook()
    /// Scopes with events that were kept and need not be any more.
    var releasing = FIFO<ScopeRow>()
    /// Removed webhooks to which rows still point.
    var removedWebhooks: [ObjectIdentifier: WebhookRow] = [:]

    package internal(set) var lastPosition = Position(0)
    package internal(set) var lastLogNumber: Int64 = 0
    package internal(set) var lastWebhookNumber = 0
    var lastStamp: UInt64 = 0

    /// Scopes with webhooks that may have something to claim, in turn, by the webhooks' group.
    var turns = PerGroup(FIFO<ScopeRow>())
    /// Webhooks whose next delivery may begin later.
    var timers = Heap<Timed<WebhookRow>>()
    /// All webhooks by number.
    var numbered: [Int: WebhookRow] = [:]
    /// Leases by their end.
    var leases = Heap<Timed<DeliveryRow>>()
    /// Leases that settlements have ended, until ``noteCommit()``.
    var endedLeases: [HeldLease] = []
    /// Leases given since then: nobody has them if the journal cannot be written.
    var newLeases: Set<Lease> = []
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
    /// What no claim has told yet.
    var untoldFaults: [StoreFault] = []
    /// The default concurrency of the latest claim, which says what is saturated.
    var concurrency = 0

    /// Where what is too large for memory comes from.
    var contents: any RowContents
    /// What was changed since they were last taken; nil when nobody writes them down.
    private var changes: [StoreChange]?

    /// Makes an empty state.
    package init(contents: any RowContents, notesChanges: Bool) {
        self.contents = contents
        changes = notesChanges ? [] : nil
    }

    /// Takes what was changed since the last time, in order.
    package mutating func takeChanges() -> [StoreChange] {
        guard let taken = changes, !taken.isEmpty else { return [] }
        changes = []
        return taken
    }

    /// Whether somebody writes down what changes.
    var notesChanges: Bool { changes != nil }

    mutating func note(_ change: @autoclosure () -> StoreChange) {
        changes?.append(change())
    }

    mutating func note(_ row: DeliveryRow) {
        // The rows it points at may go before the change is taken.
        note(.delivery(row, of: row.event, to: row.webhook))
    }

    /// Notes a lease that a settlement ends: should the settlement not be written, it is good again.
    mutating func noteEnd(of row: DeliveryRow) {
        guard notesChanges, let held = row.heldLease else { return }
        endedLeases.append(held)
    }

    /// Says that all steps so far are written and answered.
    package mutating func noteCommit() {
        endedLeases.removeAll(keepingCapacity: true)
        newLeases.removeAll(keepingCapacity: true)
    }

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

    /// How many deliveries are set aside.
    package var parkedCount: Int { parked.count }

    /// All webhooks, by their numbers.
    package var webhooks: [WebhookRow] {
        numbered.values.sorted { $0.number < $1.number }
    }
}

/// For a store that moves contents from one file to another.
extension StoreState {
    /// The webhook of this number.
    package func webhook(number: Int) -> WebhookRow? {
        numbered[number]
    }

    /// Notes that an event's content stands elsewhere, unless it was moved or pruned since.
    package func moveEvent(at position: Position, from old: Place, to new: Place) {
        guard let row = timeline.row(at: position), row.place == old else { return }
        row.place = new
    }

    /// Notes that the content of a webhook's attempt stands elsewhere.
    package func moveAttempt(_ number: Int64, of webhook: WebhookRow, to new: Place) {
        for row in webhook.log {
            if let attempt = row.attempts.first(where: { $0.number == number }) {
                attempt.place = new
            }
        }
    }
}

extension StoreState {
    /// Counts and queues a delivery by its status; an open one that is not yet counted by its event
    /// must be counted by the caller.
    mutating func place(_ row: DeliveryRow, at time: StoreTime) {
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
                let entry = Timed(time: row.due, stamp: row.stamp, value: row)
                if row.kind == .manual {
                    webhook.manual.push(entry)
                } else if !webhook.record.webhook.flow.isOrdered {
                    webhook.due.push(entry)
                }
            }
            if row.isVoid { sweeping.append(row) }
        case .leased:
            leased += 1
            webhook.leased += 1
            named[row.id] = row
        case .parked:
            parked.append(row)
            named[row.id] = row
            if row.isVoid { sweeping.append(row) }
        case .succeeded, .failed, .skipped:
            row.due = time.uptime
            close(row)
        }
    }

    /// Undoes ``place(_:at:)`` before an open delivery changes.
    mutating func unplace(_ row: DeliveryRow) {
        row.stamp = 0
        switch row.status {
        case .waiting:
            waiting -= 1
            row.webhook.waiting -= 1
            if row.isSetApart { suspects.removeAll { $0 === row } }
            row.isSetApart = false
        case .leased:
            leased -= 1
            row.webhook.leased -= 1
            if !row.isNamed { named[row.id] = nil }
        case .parked:
            parked.removeAll { $0 === row }
            if !row.isNamed { named[row.id] = nil }
        case .succeeded, .failed, .skipped:
            break
        }
    }

    private mutating func close(_ row: DeliveryRow) {
        let event = row.event
        event.open -= 1
        event.lastUse = max(event.lastUse, row.due)
        freeIfUnused(event)
        if row.kind == .subscribed { row.webhook.closeFront() }
    }

    /// Queues an event for pruning when nothing but the recovery window holds it.
    mutating func freeIfUnused(_ event: EventRow) {
        guard event.open == 0, event.pins == 0, !event.isRemoved else { return }
        event.freeStamp = stamp()
        free.push(Timed(time: event.lastUse, stamp: event.freeStamp, value: event))
    }

    /// Takes the webhook's queue out of its way in O(1): all of it is void.
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
        while let first = open.first, !first.isOpen { open.popFirst() }
        // Behind a front that stays open the others are dropped in bulk: O(1) on average.
        guard closes > 64, closes * 2 > open.count else { return }
        open = FIFO(open.all.filter(\.isOpen))
        closes = 0
    }

    /// The delivery whose turn it is in strict order.
    func firstInOrder() -> DeliveryRow? {
        guard let oldest = oldestOpen() else { return nil }
        guard oldest.status == .parked, record.webhook.flow.skipsParked else { return oldest }
        return open.first { $0.isOpen && !$0.isVoid && $0.status != .parked }
    }

    /// The open delivery of least position that is not void.
    func oldestOpen() -> DeliveryRow? {
        while let first = open.first {
            if first.isOpen, !first.isVoid { return first }
            open.popFirst()
        }
        return nil
    }
}
