extension StoreState {
    /// Records results and then claims; see ``WebhookStore/settle(_:)``.
    package mutating func settle(_ request: SettleRequest, at time: StoreTime) -> SettleReport {
        var report = SettleReport()
        report.results = request.settlements.indices.map { index in
            settle(request.settlements[index], index, logLimit: request.logLimit, at: time)
        }
        for notice in request.notices { add(notice) }
        if let asked = request.claim { report.claim = claim(asked, at: time) }
        return report
    }

    private mutating func settle(
        _ settlement: Settlement,
        _ index: Int,
        logLimit: Int,
        at time: StoreTime
    ) -> SettlementResult {
        guard let row = deliveries.named[settlement.lease.deliveryID], row.lease == settlement.lease
        else {
            return .fenced
        }
        let webhook = row.webhook
        var plan = settlement.plan(
            for: row.delivery(at: time),
            to: webhook.record.webhook,
            answering: webhook.record.responsiveness,
            at: time.now
        )
        if plan.needsOldestOpen { plan.recover(from: webhook.oldestOpen()?.event.position) }
        let effects = plan.effects
        deliveries.leases.end(row)
        deliveries.unplace(row)
        row.update(plan.delivery)
        plan.apply(to: &webhook.record)
        for notice in effects.notices { add(notice) }
        if let attempt = settlement.attempt, let status = effects.logStatus {
            let number = logs.nextNumber()
            let logged = AttemptRow(number: number, place: .memory, held: Held(attempt))
            let event = row.event
            log(logged, as: status, of: event, to: webhook, limit: logLimit)
            note(.logged(logged, of: event, to: webhook, index: index, limit: logLimit))
        }
        row.due = time.uptime.advanced(by: effects.delay)
        place(row, at: time)
        note(row)
        if plan.changesHealth { note(.health(webhook)) }
        if plan.changesResponsiveness { note(.counters(webhook)) }
        if plan.voidsQueue { deliveries.voidQueue(of: webhook) }
        turns.reschedule(webhook, at: time)
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
