extension MemoryState {
    /// Adds a webhook; see ``WebhookStore/insert(_:limit:)``.
    mutating func insert(
        _ record: WebhookRecord,
        limit: Int,
        at time: MemoryTime
    ) throws(StoreError) -> WebhookRecord {
        let scope = makeScopeRow(record.webhook.scope)
        let (index, isTaken) = scope.place(of: record.id)
        guard !isTaken else { throw .conflict("webhook \(record.id): the id is taken") }
        guard scope.webhooks.count < limit else {
            throw .limit("the scope has \(scope.webhooks.count) webhooks already; remove one")
        }
        var record = record
        record.webhook.createdAt = time.now
        record.webhook.modifiedAt = time.now
        scope.webhooks.insert(WebhookRow(record, in: scope), at: index)
        webhookCount += 1
        return record
    }

    /// Changes a webhook; see ``WebhookStore/update(_:)``.
    mutating func update(
        _ update: WebhookUpdate,
        at time: MemoryTime
    ) throws(StoreError) -> WebhookRecord {
        guard let webhook = scopes[update.scope]?.webhook(update.id) else {
            throw .notFound("webhook \(update.id) is not in the scope")
        }
        let old = webhook.record
        var record = old
        for notice in try update.apply(to: &record, last: lastPosition, at: time.now) {
            notices.add(notice)
        }
        webhook.record = record
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
    func webhooks(_ query: WebhookQuery) -> [WebhookRecord] {
        guard let scope = scopes[query.scope] else { return [] }
        var rows = scope.webhooks[...]
        if let after = query.after {
            let (index, isFound) = scope.place(of: after)
            rows = rows.dropFirst(isFound ? index + 1 : index)
        }
        if let id = query.id { rows = rows.filter { $0.record.id == id }[...] }
        return rows.prefix(max(0, query.limit)).map(\.record)
    }

    /// Removes a webhook or an organization; see ``WebhookStore/remove(_:)``.
    mutating func remove(_ removal: WebhookRemoval) -> Int {
        switch removal {
        case .webhook(let id, let scope):
            guard let scope = scopes[scope] else { return 0 }
            let (index, isFound) = scope.place(of: id)
            guard isFound else { return 0 }
            let webhook = scope.webhooks.remove(at: index)
            forget(webhook)
            for event in scope.events.values {
                let rows = event.deliveries.filter { $0.webhook === webhook }
                guard !rows.isEmpty else { continue }
                event.deliveries.removeAll { $0.webhook === webhook }
                let open = event.open
                for row in rows { forget(row) }
                if event.open != open { freeIfUnused(event) }
            }
            for row in webhook.log { unpin(row.event) }
            return 1
        case .organization(let organization):
            notices.remove(organization)
            var count = 0
            for scope in scopes.values where scope.scope.organization == organization {
                count += scope.webhooks.count
                for webhook in scope.webhooks { forget(webhook) }
                for event in scope.events.values { forget(event) }
                scopes[scope.scope] = nil
            }
            return count
        }
    }

    private mutating func forget(_ webhook: WebhookRow) {
        webhook.isRemoved = true
        webhook.timer = nil
        webhookCount -= 1
    }

    private mutating func forget(_ event: EventRow) {
        for row in event.deliveries { forget(row) }
        event.deliveries = []
        event.freeStamp = 0
    }

    /// Drops a delivery from every count; queues pass over it from now on.
    mutating func forget(_ row: DeliveryRow) {
        if row.delivery.isOpen {
            unplace(row)
            row.event.open -= 1
            row.delivery.status = .skipped
        }
        deliveries[row.delivery.id] = nil
    }
}
