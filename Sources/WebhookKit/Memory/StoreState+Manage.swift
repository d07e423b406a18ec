extension StoreState {
    /// Adds a webhook; see ``WebhookStore/insert(_:limit:)``.
    package mutating func insert(
        _ record: WebhookRecord,
        limit: Int,
        at time: StoreTime
    ) throws(StoreError) -> WebhookRecord {
        let scope = scopes.make(record.webhook.scope)
        let webhook = try webhooks.insert(record, limit: limit, in: scope, at: time.now)
        note(.webhook(webhook))
        return webhook.record
    }

    /// Changes a webhook; see ``WebhookStore/update(_:)``.
    package mutating func update(
        _ update: WebhookUpdate,
        at time: StoreTime
    ) throws(StoreError) -> WebhookRecord {
        guard let webhook = scopes[update.scope]?.webhook(update.id) else {
            throw .notFound(update.id)
        }
        try webhook.checkReadable()
        let old = webhook.record
        var record = old
        let needsOldest = update.needsOldestOpen(of: old)
        let notices = try update.apply(
            to: &record,
            last: events.lastPosition,
            at: time.now,
            oldestOpen: needsOldest ? webhook.oldestOpen()?.event.position : nil
        )
        for notice in notices { add(notice) }
        webhook.record = record
        note(.webhook(webhook))
        deliveries.follow(webhook, from: old)
        // Whatever has changed, the webhook's turn and timer are found anew.
        turns.reschedule(webhook, at: time)
        return record
    }

    /// Removes a webhook or an organization; see ``WebhookStore/remove(_:)``.
    package mutating func remove(_ removal: WebhookRemoval) -> Int {
        switch removal {
        case .webhook(let id, let scope):
            guard let webhook = scopes[scope]?.removeWebhook(id) else { return 0 }
            note(.removedWebhook(number: webhook.number))
            forget(webhook)
            return 1
        case .organization(let organization):
            note(.removedOrganization(organization))
            return remove(organization)
        }
    }

    /// Does a bounded piece of housekeeping; see ``WebhookStore/maintain(_:)``.
    package mutating func maintain(
        _ request: MaintenanceRequest,
        at time: StoreTime
    ) -> MaintenanceReport {
        Housekeeping(request, at: time).run(on: &self)
    }

    /// Lets a rule change rows; see ``RowStore/change(_:by:)``.
    package mutating func change<Value>(
        _ ids: [RowID],
        by rule: (inout RowSet) throws -> Value
    ) throws(StoreError) -> Value {
        let (value, changes) = try rows.change(ids, by: rule)
        for change in changes { note(.row(change)) }
        return value
    }

    /// Keeps a scope's events; see ``EventHistory/keepEvents(of:from:)``.
    package mutating func keepEvents(of scope: Scope, from position: Position?) {
        guard position != nil || scopes[scope]?.keptFrom != nil else { return }
        if events.keep(scopes.make(scope), from: position) {
            note(.kept(scope, from: position))
        }
    }
}
