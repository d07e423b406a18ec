extension MemoryState {
    /// Records results; see ``WebhookStore/settle(_:)``.
    mutating func settle(_ request: SettleRequest, at time: MemoryTime) -> [SettlementResult] {
        let results = request.settlements.map { settlement in
            settle(settlement, logLimit: request.logLimit, at: time)
        }
        for notice in request.notices { notices.add(notice) }
        return results
    }

    private mutating func settle(
        _ settlement: Settlement,
        logLimit: Int,
        at time: MemoryTime
    ) -> SettlementResult {
        guard let row = deliveries[settlement.lease.deliveryID],
            case .leased(let lease) = row.delivery.status, lease == settlement.lease
        else { return .fenced }
        unplace(row)
        let webhook = row.webhook
        let liveFrom = webhook.record.health.liveFrom
        let effects = apply(settlement, to: row, at: time)
        for notice in effects.notices { notices.add(notice) }
        if let attempt = settlement.attempt, let status = effects.logStatus {
            log(attempt, as: status, of: row.event, to: webhook, limit: logLimit)
        }
        row.due = time.uptime(after: settlement.verdict.delay)
        place(row, at: time)
        if webhook.record.health.liveFrom != liveFrom { voidQueue(of: webhook) }
        reschedule(webhook, at: time)
        return .settled(effects)
    }

    private func apply(
        _ settlement: Settlement,
        to row: DeliveryRow,
        at time: MemoryTime
    ) -> SettlementEffects {
        let webhook = row.webhook
        // Asked for before the step, since the step may make the whole queue void.
        let oldest = settlement.attempt?.failure == nil ? nil : webhook.oldestOpen()
        let position = oldest?.delivery.position
        return settlement.apply(
            to: &row.delivery,
            record: &webhook.record,
            at: time.now,
            oldestOpen: { position }
        )
    }
}

extension Settlement.Verdict {
    fileprivate var delay: Duration {
        switch self {
        case .quickRetry(let delay), .nextRound(let delay), .released(let delay): delay
        case .succeeded, .gaveUp: .zero
        }
    }
}
