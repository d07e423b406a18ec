extension StoreState {
    /// Adds a webhook; see ``WebhookStore/insert(_:limit:)``.
    package mutating func insert(
        _ record: WebhookRecord,
        limit: Int,
        at time: StoreTime
    ) throws(StoreError) -> WebhookRecord {
        let scope = makeScopeRow(record.webhook.scope)
        let (index, isTaken) = scope.place(of: record.id)
        let record = try record.created(
            at: time.now,
            isTaken: isTaken,
            count: scope.webhooks.count,
            limit: limit
        )
        lastWebhookNumber += 1
        let webhook = WebhookRow(record, number: lastWebhookNumber, in: scope)
        scope.webhooks.insert(webhook, at: index)
        numbered[webhook.number] = webhook
        note(.webhook(webhook))
        return record
    }

    /// Changes a webhook; see ``WebhookStore/update(_:)``.
    package mutating func update(
        _ update: WebhookUpdate,
        at time: StoreTime
    ) throws(StoreError) -> WebhookRecord {
        guard let webhook = scopes[update.scope]?.webhook(update.id) else {
            throw .notFound(update.id)
        }
        try checkReadable(webhook)
        let old = webhook.record
        var record = old
        let needsOldest = update.needsOldestOpen(of: old)
        let notices = try update.apply(
            to: &record,
            last: lastPosition,
            at: time.now,
            oldestOpen: needsOldest ? webhook.oldestOpen()?.event.position : nil
        )
        for notice in notices { add(notice) }
        webhook.record = record
        note(.webhook(webhook))
        if record.health.liveFrom != old.health.liveFrom { voidQueue(of: webhook) }
        if record.dropped != old.dropped, !webhook.open.isEmpty { unswept.append(webhook.open) }
        if record.webhook.flow.isOrdered != old.webhook.flow.isOrdered { requeue(webhook) }
        // Whatever has changed, the webhook's turn and timer are found anew.
        reschedule(webhook, at: time)
        return record
    }

    /// Queues what waits as the webhook's new order asks for.
    private func requeue(_ webhook: WebhookRow) {
        webhook.due = Heap()
        guard !webhook.record.webhook.flow.isOrdered else { return }
        for row in webhook.open.all where row.isWaiting && !row.isSetApart {
            webhook.due.push(Timed(time: row.due, stamp: row.stamp, value: row))
        }
    }

    /// Reads webhooks; see ``WebhookStore/webhooks(_:)``.
    package func webhooks(_ query: WebhookQuery) -> [WebhookRecord] {
        guard let scope = scopes[query.scope] else { return [] }
        var rows = scope.webhooks[...]
        if let after = query.after {
            let (index, isFound) = scope.place(of: after)
            rows = rows.dropFirst(isFound ? index + 1 : index)
        }
        if let id = query.id { rows = rows.filter { $0.record.id == id }[...] }
        return rows.lazy.filter { !$0.isSetAside }.prefix(max(0, query.limit)).map(\.record)
    }

    /// Removes a webhook or an organization; see ``WebhookStore/remove(_:)``.
    ///
    /// A webhook's deliveries are left to the sweep. An organization's events go at once, which
    /// takes a time proportional to their number.
    package mutating func remove(_ removal: WebhookRemoval) -> Int {
        switch removal {
        case .webhook(let id, let scope):
            guard let scope = scopes[scope] else { return 0 }
            let (index, isFound) = scope.place(of: id)
            guard isFound else { return 0 }
            let webhook = scope.webhooks.remove(at: index)
            note(.removedWebhook(number: webhook.number))
            forget(webhook)
            return 1
        case .organization(let organization):
            note(.removedOrganization(organization))
            return remove(organization)
        }
    }

    mutating func remove(_ organization: Organization) -> Int {
        notices.remove(organization)
        rows.remove(organization)
        var count = 0
        for scope in scopes.values where scope.scope.organization == organization {
            count += scope.webhooks.count
            for webhook in scope.webhooks { forget(webhook) }
            scope.webhooks = []
            for event in scope.events.values { drop(event) }
            scopes[scope.scope] = nil
        }
        return count
    }

    /// Takes a webhook out of every count and queue; its rows stay for the sweep.
    mutating func forget(_ webhook: WebhookRow) {
        numbered[webhook.number] = nil
        webhook.timer = nil
        waiting -= webhook.waiting
        leased -= webhook.leased
        webhook.waiting = 0
        webhook.leased = 0
        // Leased, parked and suspect ones may be in no queue: void ones and those sent by hand.
        var open = webhook.open.all + named.values.filter { $0.webhook === webhook }
        open += suspects.filter { $0.webhook === webhook }
        parked.removeAll { $0.webhook === webhook }
        suspects.removeAll { $0.webhook === webhook }
        named = named.filter { $0.value.webhook !== webhook }
        webhook.isRemoved = true
        if webhook.references > 0 { removedWebhooks[ObjectIdentifier(webhook)] = webhook }
        while let entry = webhook.manual.pop() {
            if entry.stamp == entry.value.stamp { open.append(entry.value) }
        }
        unswept.append(FIFO(open))
        let log = webhook.log
        webhook.log = []
        for row in log { unpin(row.event) }
        webhook.open = FIFO()
        webhook.due = Heap()
        webhook.manual = Heap()
    }

    /// Takes an event with its deliveries out of everything.
    mutating func drop(_ event: EventRow) {
        for row in event.deliveries {
            let webhook = row.webhook
            if row.isOpen {
                if !webhook.isRemoved { unplace(row) }
                row.skip()
            }
            row.stamp = 0
            if row.isNamed, named[row.id] === row { named[row.id] = nil }
            webhook.references -= 1
            if webhook.isRemoved, webhook.references == 0 {
                removedWebhooks[ObjectIdentifier(webhook)] = nil
            }
        }
        event.dropDeliveries()
        event.open = 0
        event.freeStamp = 0
        event.isRemoved = true
        event.held = nil
        timeline.noteRemoval()
        event.scope.timeline.noteRemoval()
    }
}
