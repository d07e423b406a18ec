/// What a store holds, and every step of ``WebhookStore`` as one mutation of it.
///
/// The in-memory store is this behind a lock; a store with a journal owns one on its thread, writes
/// down what ``takeChanges()`` gives, and makes it anew with ``StoreLoader``. Nothing in it waits or
/// does I/O; contents come through ``RowContents``.
///
/// Each book has one job. Their rows are classes, so that queues can point at them; all of them live
/// inside one store's lock or thread and never leave it. A step calls the books that it concerns and
/// notes which rows it has changed.
package struct StoreState {
    package internal(set) var scopes = ScopeBook()
    package internal(set) var webhooks = WebhookBook()
    package internal(set) var events = EventBook()
    package internal(set) var deliveries: DeliveryBook
    var turns = TurnBook()
    package internal(set) var logs = LogBook()
    package internal(set) var notices = NoticeBook()
    /// The rows of the chapters beside sending.
    package internal(set) var rows = RowBook()
    /// What no claim has told yet.
    var untoldFaults: [StoreFault] = []

    /// Where what is too large for memory comes from.
    let contents: any RowContents
    /// What was changed since they were last taken; nil when nobody writes them down.
    private var changes: [StoreChange]?

    /// Makes an empty state.
    package init(contents: any RowContents, notesChanges: Bool) {
        self.contents = contents
        changes = notesChanges ? [] : nil
        deliveries = DeliveryBook(leases: LeaseBook(isJournaled: notesChanges))
    }
}

/// What a journal is told.
extension StoreState {
    /// Takes what was changed since the last time, in order.
    package mutating func takeChanges() -> [StoreChange] {
        guard let taken = changes, !taken.isEmpty else { return [] }
        changes = []
        return taken
    }

    mutating func note(_ change: @autoclosure () -> StoreChange) {
        changes?.append(change())
    }

    mutating func note(_ row: DeliveryRow) {
        // The rows it points at may go before the change is taken.
        note(.delivery(row, of: row.event, to: row.webhook))
    }

    /// Says that all steps so far are written and answered.
    package mutating func noteCommit() {
        deliveries.leases.noteCommit()
    }
}

/// What concerns several books.
extension StoreState {
    /// Counts and queues a delivery by its status, and lets go of its event when it has ended.
    mutating func place(_ row: DeliveryRow, at time: StoreTime) {
        deliveries.place(row)
        guard !row.isOpen else { return }
        row.due = time.uptime
        events.close(row)
    }

    /// Changes an open delivery by a pure step; what waits then is due at once.
    mutating func change(
        _ row: DeliveryRow,
        at time: StoreTime,
        by step: (inout Delivery) -> Void
    ) {
        deliveries.unplace(row)
        var delivery = row.delivery(at: time)
        step(&delivery)
        row.update(delivery)
        row.due = time.uptime
        place(row, at: time)
        note(row)
    }

    /// Adds an attempt to its webhook's log.
    mutating func log(
        _ attempt: AttemptRow,
        as status: LogEntry.Status,
        of event: EventRow,
        to webhook: WebhookRow,
        limit: Int
    ) {
        let dropped = logs.add(attempt, as: status, of: event, to: webhook, limit: limit)
        for event in dropped { events.unpin(event) }
    }

    /// Tells people that a delivery was set aside.
    mutating func addParkingNotice(of row: DeliveryRow, at time: StoreTime) {
        let parked = ParkedDelivery(row.delivery(at: time))
        add(row.webhook.record.parkingNotice(of: parked, at: time.now))
    }

    /// Takes a webhook out of every count and queue; its deliveries are left to the sweep.
    mutating func forget(_ webhook: WebhookRow) {
        webhooks.remove(webhook)
        turns.remove(webhook)
        deliveries.remove(allOf: webhook)
        let log = webhook.log
        webhook.log = []
        for row in log { events.unpin(row.event) }
    }

    /// Forgets an event by id, key and position.
    mutating func prune(_ event: EventRow) {
        drop(event)
        event.scope.events[event.id] = nil
        if let key = event.key { event.scope.keys[key] = nil }
    }

    /// Takes an event with its deliveries out of everything but its scope.
    private mutating func drop(_ event: EventRow) {
        for row in event.deliveries {
            deliveries.remove(row)
            webhooks.release(row.webhook)
        }
        events.remove(event)
    }

    /// Forgets all of an organization, which takes a time proportional to its events; says how many
    /// webhooks it had.
    mutating func remove(_ organization: Organization) -> Int {
        notices.remove(organization)
        rows.remove(organization)
        var count = 0
        for scope in scopes.remove(organization) {
            let webhooks = scope.removeWebhooks()
            count += webhooks.count
            for webhook in webhooks { forget(webhook) }
            for event in scope.events.values { drop(event) }
        }
        return count
    }
}
