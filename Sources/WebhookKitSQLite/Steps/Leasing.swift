import WebhookKit
import WebhookKitSQL

/// Gives deliveries to a worker.
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
        try core.leaseTable.insert(
            lease,
            of: record,
            until: core.time.steady(after: duration),
            holder: try LeaseHolders(core: core).own()
        )
        try core.deliveryTable.lease(record)
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
