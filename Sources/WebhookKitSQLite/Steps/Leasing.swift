import WebhookKit
import WebhookKitSQL

/// Gives deliveries to a worker: the table `leases`.
struct Leasing {
    let core: StoreCore
    let request: ClaimRequest

    /// Leases one that was taken out of its place.
    func lease(
        _ record: DeliveryRecord,
        _ event: StoredEvent,
        _ webhook: WebhookEntry,
        _ queue: Queue,
        into claim: inout Claim
    ) throws(StoreError) {
        var record = record
        let due = core.time.wallTime(at: record.due ?? core.time.steady)
        record.epoch += 1
        var delivery = try core.deliveries.value(of: record, to: webhook)
        let lease = delivery.lease(
            to: request.owner,
            epoch: Int(record.epoch),
            of: webhook.record,
            at: core.time.now
        )
        core.deliveries.adopt(delivery, into: &record, due: 0)
        var complete = queue.complete(webhook.record)
        complete.start(at: core.time.now)
        queue.nextStart = complete.nextStart
        queue.startRest = complete.startRest
        core.counters.leased += 1
        queue.leased += 1
        queue.isDirty = true
        let duration = request.leaseDuration(for: webhook.record.webhook)
        try core.connection.run(
            """
            INSERT INTO {leases} (id, number, webhook, owner, epoch, generation, ends, holder)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """,
            lease.deliveryID.string,
            record.number.value,
            record.webhook,
            lease.owner.string,
            lease.epoch,
            lease.generation,
            core.time.steady(after: duration),
            try LeaseHolders(core: core).own()
        )
        try core.connection.run(
            """
            UPDATE {deliveries} SET status = 1, due = NULL, generation = ?2, failed_rounds = ?3,
                quick_retries = ?4, epoch = ?5, first_attempt_at = ?6
            WHERE number = ?1
            """,
            record.number.value,
            record.generation,
            record.progress.failedRounds,
            record.progress.quickRetries,
            record.epoch,
            record.progress.firstAttemptAt?.millisecondsSinceEpoch
        )
        claim.deliveries.append(
            ClaimedDelivery(
                lease: lease,
                delivery: delivery,
                event: event,
                webhook: complete,
                due: due,
                at: core.time.now
            )
        )
    }
}
