import WebhookKit
import WebhookKitSQL

/// Leases due deliveries; see ``WebhookStore/settle(_:)``.
///
/// What is there besides them comes first: the outbox, leases that have ended, timers, suspects.
/// Whose turn it is then says ``Rotation``.
struct ClaimStep {
    let core: StoreCore
    private var request: ClaimRequest
    private var claim = Claim()

    init(_ core: StoreCore, _ request: ClaimRequest) {
        self.core = core
        self.request = request
    }

    mutating func run() throws(StoreError) -> Claim {
        try LeaseHolders(core: core).lookForDead()
        let hasMore = try OutboxStep(core: core).drain()
        let hasMoreExpired = try takeBackExpired()
        try adopt(concurrency: Int64(request.defaultConcurrency))
        let hasMoreTimers = try fireTimers()
        if try claimSuspect() { request.limit = 0 }
        // The rotations are read from the tables.
        try core.flushQueues()
        let isFull = try fill()
        claim.faults = core.faults.takeUntold()
        if isFull || hasMore || hasMoreExpired || hasMoreTimers {
            claim.nextDue = .zero
            return claim
        }
        if try LeaseHolders(core: core).othersHoldAny() { claim.note(nextDue: .seconds(1)) }
        if let timer = try core.queueTable.nextTimer() {
            claim.note(nextDue: core.time.duration(to: timer))
        }
        return claim
    }

    /// Leases in turn what the worker's slots and their shares take; true when another one could be
    /// leased.
    private mutating func fill() throws(StoreError) -> Bool {
        var planner = SlotPlanner(request)
        var rotation = Rotation(core: core, request: request, claim: claim)
        defer { claim = rotation.claim }
        return try rotation.fill(request, by: &planner)
    }

    // MARK: Leases that have expired, or are void

    /// The most rows of one kind that a claim looks at besides those that it leases.
    private static var batch: Int { 1000 }

    private mutating func takeBackExpired() throws(StoreError) -> Bool {
        let expired = try core.connection.all(
            """
            DELETE FROM {leases} WHERE id IN (
                SELECT id FROM {leases} WHERE ends <= ?1 ORDER BY ends LIMIT ?2
            ) RETURNING {*lease}
            """,
            core.time.steady,
            Self.batch
        ) { statement throws(StoreError) in
            let row = Row<LeasePlaceColumn>(statement)
            let number = row.int(.number)
            return (
                number: number,
                end: HolderEnd(number: row.int(.ends)),
                lease: Result { () throws(StoreError) in
                    try row.next(as: LeaseColumn.self).lease(at: core.place("leases", number))
                }
            )
        }
        for (number, end, lease) in expired {
            let isTakenBack = try core.readable { () throws(StoreError) in
                try takeBack(number, lease.get(), end)
                return true
            }
            if isTakenBack == nil, try core.setAside(number) { claim.parked += 1 }
        }
        return expired.count == Self.batch
    }

    private mutating func takeBack(
        _ number: Int64,
        _ lease: Lease,
        _ end: HolderEnd?
    ) throws(StoreError) {
        var record = try core.deliveries.existingDelivery(number)
        let webhook = try core.readable { () throws(StoreError) in
            try core.webhook(record.webhook)
        }
        guard let webhook else {
            // It waits until its webhook can be read again.
            return try core.giveBack(record, as: .waiting, due: core.time.steady)
        }
        let queue = try core.queue(record.webhook)
        try core.deliveries.takeOut(record, of: queue)
        var delivery = try core.deliveries.value(of: record, to: webhook, lease: lease)
        if let end {
            delivery.loseLease(by: end, at: core.time.now)
        } else {
            delivery.expireLease(at: core.time.now)
        }
        core.deliveries.adopt(delivery, into: &record, due: core.time.steady)
        if record.status == .parked {
            record.id = lease.deliveryID.string
            claim.parked += 1
            try core.addParkingNotice(of: ParkedDelivery(delivery), to: webhook)
        }
        try core.deliveries.place(record, in: queue)
        claim.rescued += 1
    }

    // MARK: Timers and limits

    /// Lets the webhooks whose time has come take part.
    private func fireTimers() throws(StoreError) -> Bool {
        try core.flushQueues()
        let webhooks = try core.queueTable.timedOut(Self.batch, at: core.time)
        for webhook in webhooks {
            try core.readable { () throws(StoreError) in try core.queue(webhook).reschedule() }
        }
        return webhooks.count == Self.batch
    }

    /// Looks again at the webhooks that have leases, since other ones are saturated under another
    /// default.
    private func adopt(concurrency: Int64) throws(StoreError) {
        guard core.counters.concurrency != concurrency else { return }
        core.counters.concurrency = concurrency
        try core.flushQueues()
        let webhooks = try core.queueTable.leased()
        for webhook in webhooks {
            try core.readable { () throws(StoreError) in try core.queue(webhook).needsTurn = true }
        }
    }

    // MARK: Suspects

    /// Leases the longest waiting suspect to an idle worker, and says whether there was one
    /// (D-13).
    private mutating func claimSuspect() throws(StoreError) -> Bool {
        let suspects = try core.connection.all(
            "SELECT number, due FROM {suspects} ORDER BY due, number LIMIT ?1",
            Self.batch
        ) { (number: $0.int(0), due: $0.int(1)) }
        var chosen: DeliveryRecord?
        for (number, due) in suspects {
            guard
                var record = try core.readable({ () throws(StoreError) in
                    try core.deliveries.existingDelivery(number)
                })
            else {
                if try core.setAside(number) { claim.parked += 1 }
                continue
            }
            record.due = due
            let start = try core.readable { () throws(StoreError) in
                try self.start(of: record)
            }
            guard let start else { continue }
            if start > core.time.steady {
                claim.note(nextDue: core.time.duration(to: start))
            } else if chosen == nil, request.isIdle, request.limit > 0 {
                chosen = record
            } else {
                claim.hasSuspects = true
            }
        }
        guard let chosen, let webhook = try core.webhook(chosen.webhook) else { return false }
        let queue = try core.queue(chosen.webhook)
        let scope = webhook.scope.scope
        let event = try core.readable { () throws(StoreError) in
            guard let event = try core.connection.event(at: chosen.event.position, scope: scope)
            else {
                throw .unreadable(core.place("bodies", chosen.event.position), "the row is missing")
            }
            return event
        }
        guard let event else {
            if try core.setAside(chosen.number.value) { claim.parked += 1 }
            return false
        }
        try core.deliveries.takeOut(chosen, of: queue)
        try Leasing(core: core, request: request).lease(chosen, event, webhook, queue, into: &claim)
        queue.needsTurn = true
        return true
    }

    /// When a waiting suspect may begin; nil while its webhook takes none.
    private func start(of record: DeliveryRecord) throws(StoreError) -> Int64? {
        guard let webhook = try core.webhook(record.webhook), let due = record.due else {
            return nil
        }
        let queue = try core.queue(record.webhook)
        guard SlotPlanner(request).room(for: webhook, queue) > 0 else { return nil }
        if record.kind == .subscribed {
            guard queue.sends, record.lane == queue.lane,
                !core.deliveries.isVoid(record, for: webhook)
            else {
                return nil
            }
            if webhook.record.webhook.flow.isOrdered {
                let first = try core.heads.firstInOrder(of: queue, webhook)
                guard first?.number == record.number else { return nil }
            }
        }
        return max(due, core.heads.earliestStart(of: queue, webhook))
    }
}

extension SlotPlanner {
    /// How many more leases a webhook may get.
    func room(for webhook: WebhookEntry, _ queue: Queue) -> Int {
        room(
            for: webhook.record.webhook,
            in: queue.responsiveness,
            leased: Int(queue.leased)
        )
    }
}
