extension StoreState {
    /// Records results; see ``WebhookStore/settle(_:)``.
    package mutating func settle(
        _ request: SettleRequest,
        at time: StoreTime
    ) -> [SettlementResult] {
        let results = request.settlements.indices.map { index in
            settle(request.settlements[index], index, logLimit: request.logLimit, at: time)
        }
        for notice in request.notices { add(notice) }
        return results
    }

    private mutating func settle(
        _ settlement: Settlement,
        _ index: Int,
        logLimit: Int,
        at time: StoreTime
    ) -> SettlementResult {
        guard let row = named[settlement.lease.deliveryID], row.lease == settlement.lease else {
            return .fenced
        }
        let webhook = row.webhook
        // Asked for before the step, since the step may make the whole queue void.
        let oldest = settlement.attempt?.failure == nil ? nil : webhook.oldestOpen()
        let position = oldest?.event.position
        noteEnd(of: row)
        unplace(row)
        let (health, responsiveness) = (webhook.record.health, webhook.record.responsiveness)
        var delivery = row.delivery(at: time)
        let effects = settlement.apply(
            to: &delivery,
            record: &webhook.record,
            at: time.now,
            oldestOpen: { position }
        )
        row.update(delivery)
        for notice in effects.notices { add(notice) }
        if let attempt = settlement.attempt, let status = effects.logStatus {
            lastLogNumber += 1
            let logged = AttemptRow(number: lastLogNumber, place: .memory, held: Held(attempt))
            let event = row.event
            log(logged, as: status, of: event, to: webhook, limit: logLimit)
            note(.logged(logged, of: event, to: webhook, index: index, limit: logLimit))
        }
        row.due = time.uptime.advanced(by: effects.delay)
        place(row, at: time)
        note(row)
        if webhook.record.health != health { note(.health(webhook)) }
        if webhook.record.responsiveness != responsiveness { note(.counters(webhook)) }
        if webhook.record.health.liveFrom != health.liveFrom { voidQueue(of: webhook) }
        reschedule(webhook, at: time)
        return .settled(effects)
    }

    /// Stores a notice unless its id is known.
    mutating func add(_ notice: Notice) {
        if notices.add(notice) { note(.notice(notice)) }
    }

    /// Forgets and leases notices; see ``WebhookStore/notices(_:)``.
    package mutating func handOut(_ request: NoticeRequest, at time: StoreTime) -> [Notice] {
        let forgotten = notices.forget(request.acknowledging)
        if !forgotten.isEmpty { note(.acknowledged(forgotten)) }
        return notices.handOut(request, at: time.uptime)
    }
}
