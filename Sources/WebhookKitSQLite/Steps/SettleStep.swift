import WebhookKit
import WebhookKitSQL

/// Records results and then claims; see ``WebhookStore/settle(_:)``.
struct SettleStep {
    let core: StoreCore

    func run(_ request: SettleRequest) throws(StoreError) -> SettleReport {
        var report = SettleReport()
        report.results.reserveCapacity(request.settlements.count)
        for settlement in request.settlements {
            report.results.append(try settle(settlement, logLimit: request.logLimit))
        }
        for notice in request.notices { try core.add(notice) }
        if let asked = request.claim {
            var step = ClaimStep(core, asked)
            report.claim = try step.run()
        }
        return report
    }

    private func settle(
        _ settlement: Settlement,
        logLimit: Int
    ) throws(StoreError) -> SettlementResult {
        let lease = settlement.lease
        let number = try core.connection.first(
            """
            DELETE FROM {leases} WHERE id = ?1 AND owner = ?2 AND epoch = ?3 AND generation = ?4
            RETURNING number
            """,
            lease.deliveryID.string,
            lease.owner.string,
            lease.epoch,
            lease.generation
        ) { $0.int(0) }
        guard let number else { return .fenced }
        let found = try core.readable { () throws(StoreError) in
            try core.deliveries.existingDelivery(number)
        }
        guard var record = found else {
            _ = try core.setAside(number)
            return .fenced
        }
        let readable = try core.readable { () throws(StoreError) -> (WebhookEntry, Queue)? in
            guard let webhook = try core.webhook(record.webhook) else { return nil }
            return (webhook, try core.queue(record.webhook))
        }
        guard let (webhook, queue) = readable else {
            return try settleAlone(settlement, record, logLimit: logLimit)
        }
        core.deliveries.takeOutLeased(of: queue)
        let old = webhook.record.health
        // What is undelivered is looked for only if the webhook is deactivated.
        var plan = settlement.plan(
            for: try core.deliveries.value(of: record, to: webhook, lease: lease),
            to: webhook.record.webhook,
            answering: queue.responsiveness,
            at: core.time.now
        )
        if plan.needsOldestOpen {
            let oldest = try core.heads.firstOpen(of: queue, webhook, pages: .max)
            plan.recover(from: oldest.map { Position($0.event.position) })
        }
        let effects = plan.effects
        if plan.changesHealth { webhook.record.health = plan.health }
        queue.adopt(plan.responsiveness)
        core.deliveries.adopt(
            plan.delivery,
            into: &record,
            due: core.time.steady(after: effects.delay)
        )
        for notice in effects.notices { try core.add(notice) }
        var isPinned = false
        if let attempt = settlement.attempt, let status = effects.logStatus {
            isPinned = try WebhookLog(core: core).add(
                attempt,
                as: status,
                of: record.event,
                pins: record.pins,
                in: queue,
                limit: logLimit
            )
        }
        if plan.changesHealth { try core.noteHealth(of: webhook, queue, was: old) }
        // Others may take at once what a process gives back when it ends.
        if record.due.map({ $0 <= core.time.steady }) == true { core.counters.work += 1 }
        try core.deliveries.place(record, in: queue, pins: isPinned ? 1 : 0)
        return .settled(effects)
    }

    /// Records what became of a delivery whose webhook cannot be read: its health stays as it is.
    private func settleAlone(
        _ settlement: Settlement,
        _ record: DeliveryRecord,
        logLimit: Int
    ) throws(StoreError) -> SettlementResult {
        let status: DeliveryRecord.Status =
            switch settlement.verdict.ending {
            case .succeeded: .succeeded
            case nil: .waiting
            default: .failed
            }
        let due = core.time.steady(after: settlement.verdict.delay)
        try core.giveBack(record, as: status, due: due) { queue throws(StoreError) in
            guard let attempt = settlement.attempt else { return false }
            let status: LogEntry.Status = attempt.failure == nil ? .success : .debug
            return try WebhookLog(core: core).add(
                attempt,
                as: status,
                of: record.event,
                pins: record.pins,
                in: queue,
                limit: logLimit
            )
        }
        return .fenced
    }
}
