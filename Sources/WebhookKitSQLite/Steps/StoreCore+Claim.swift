import WebhookKit

extension StoreCore {
    /// Leases due deliveries; see ``WebhookStore/claim(_:)``.
    func claim(_ request: ClaimRequest) throws(StoreError) -> Claim {
        var claim = Claim()
        try lookForDeadHolders()
        let hasMore = try drainOutbox()
        let hasMoreExpired = try takeBackExpired(into: &claim)
        try adopt(concurrency: Int64(request.defaultConcurrency))
        let hasMoreTimers = try fireTimers()
        var request = request
        if try claimSuspect(request, into: &claim) { request.limit = 0 }
        // The rotations are read from the tables.
        try flushQueues()
        let isFull = try fill(&claim, request)
        claim.faults = faults.takeUntold()
        if isFull || hasMore || hasMoreExpired || hasMoreTimers {
            claim.nextDue = .zero
            return claim
        }
        if try othersHoldLeases() { claim.note(nextDue: .seconds(1)) }
        if let timer = try nextTimer() { claim.note(nextDue: time.duration(to: timer)) }
        return claim
    }

    /// Leases in turn what the worker's slots and their shares take; true when another one could be
    /// leased.
    private func fill(_ claim: inout Claim, _ request: ClaimRequest) throws(StoreError) -> Bool {
        var planner = SlotPlanner(request)
        var rotation = Rotation(core: self, request: request, claim: claim)
        defer { claim = rotation.claim }
        return try rotation.fill(request, by: &planner)
    }

    // MARK: Leases that have expired, or are void

    /// The most rows of one kind that a claim looks at besides those that it leases.
    private static var batch: Int { 1000 }

    private func takeBackExpired(into claim: inout Claim) throws(StoreError) -> Bool {
        let expired = try connection.all(
            """
            DELETE FROM {leases} WHERE id IN (
                SELECT id FROM {leases} WHERE ends <= ?1 ORDER BY ends LIMIT ?2
            ) RETURNING {*lease}
            """,
            time.steady,
            Self.batch
        ) { statement throws(StoreError) in
            let row = Row<LeaseColumn>(statement)
            return (
                number: row.int(.number),
                end: HolderEnd(number: row.int(.ends)),
                lease: Result { () throws(StoreError) in
                    try row.lease(at: place("leases", row.int(.number)))
                }
            )
        }
        for (number, end, lease) in expired {
            let isTakenBack = try readable { () throws(StoreError) in
                try takeBack(number, lease.get(), end, into: &claim)
                return true
            }
            if isTakenBack == nil, try setAside(number) { claim.parked += 1 }
        }
        return expired.count == Self.batch
    }

    private func takeBack(
        _ number: Int64,
        _ lease: Lease,
        _ end: HolderEnd?,
        into claim: inout Claim
    ) throws(StoreError) {
        var record = try existingDelivery(number)
        let webhook = try readable { () throws(StoreError) in try self.webhook(record.webhook) }
        guard let webhook else {
            // It waits until its webhook can be read again.
            return try giveBack(record, as: .waiting, due: time.steady)
        }
        let queue = try queue(record.webhook)
        try takeOut(record, of: queue)
        var delivery = try value(of: record, to: webhook, lease: lease)
        if let end {
            delivery.loseLease(by: end, at: time.now)
        } else {
            delivery.expireLease(at: time.now)
        }
        adopt(delivery, into: &record, due: time.steady)
        if record.status == .parked {
            record.id = lease.deliveryID.string
            claim.parked += 1
            try addParkingNotice(of: ParkedDelivery(delivery), to: webhook)
        }
        try place(record, in: queue)
        claim.rescued += 1
    }

    // MARK: Timers and limits

    /// Lets the webhooks whose time has come take part.
    private func fireTimers() throws(StoreError) -> Bool {
        try flushQueues()
        let webhooks = try connection.all(
            "SELECT webhook FROM {queues} WHERE timer <= ?1 ORDER BY timer LIMIT ?2",
            time.steady,
            Self.batch
        ) { $0.int(0) }
        for webhook in webhooks {
            try readable { () throws(StoreError) in try queue(webhook).reschedule() }
        }
        return webhooks.count == Self.batch
    }

    private func nextTimer() throws(StoreError) -> Int64? {
        try connection.first(
            "SELECT timer FROM {queues} WHERE timer IS NOT NULL ORDER BY timer LIMIT 1"
        ) { $0.int(0) }
    }

    /// Looks again at the webhooks that have leases, since other ones are saturated under another
    /// default.
    private func adopt(concurrency: Int64) throws(StoreError) {
        guard counters.concurrency != concurrency else { return }
        counters.concurrency = concurrency
        try flushQueues()
        let webhooks = try connection.all(
            "SELECT webhook FROM {queues} INDEXED BY {queues_leased} WHERE leased > 0"
        ) { $0.int(0) }
        for webhook in webhooks {
            try readable { () throws(StoreError) in try queue(webhook).needsTurn = true }
        }
    }

    // MARK: Suspects

    /// Leases the longest waiting suspect to an idle worker, and says whether there was one
    /// (D-13).
    private func claimSuspect(
        _ request: ClaimRequest,
        into claim: inout Claim
    ) throws(StoreError) -> Bool {
        let suspects = try connection.all(
            "SELECT number, due FROM {suspects} ORDER BY due, number LIMIT ?1",
            Self.batch
        ) { (number: $0.int(0), due: $0.int(1)) }
        var chosen: DeliveryRecord?
        for (number, due) in suspects {
            guard
                var record = try readable({ () throws(StoreError) in
                    try existingDelivery(number)
                })
            else {
                if try setAside(number) { claim.parked += 1 }
                continue
            }
            record.due = due
            let start = try readable { () throws(StoreError) in
                try self.start(ofSuspect: record, request)
            }
            guard let start else { continue }
            if start > time.steady {
                claim.note(nextDue: time.duration(to: start))
            } else if chosen == nil, request.isIdle, request.limit > 0 {
                chosen = record
            } else {
                claim.hasSuspects = true
            }
        }
        guard let chosen, let webhook = try webhook(chosen.webhook) else { return false }
        let queue = try queue(chosen.webhook)
        let scope = webhook.scope.scope
        let event = try readable { () throws(StoreError) in
            guard let event = try connection.event(at: chosen.event.position, scope: scope) else {
                throw .unreadable(place("bodies", chosen.event.position), "the row is missing")
            }
            return event
        }
        guard let event else {
            if try setAside(chosen.number.value) { claim.parked += 1 }
            return false
        }
        try takeOut(chosen, of: queue)
        try lease(chosen, event, request, webhook, queue, into: &claim)
        queue.needsTurn = true
        return true
    }

    /// When a waiting suspect may begin; nil while its webhook takes none.
    private func start(
        ofSuspect record: DeliveryRecord,
        _ request: ClaimRequest
    ) throws(StoreError) -> Int64? {
        guard let webhook = try webhook(record.webhook), let due = record.due else { return nil }
        let queue = try queue(record.webhook)
        guard SlotPlanner(request).room(for: webhook, queue) > 0 else { return nil }
        if record.kind == .subscribed {
            guard queue.sends, record.lane == queue.lane, !isVoid(record, for: webhook) else {
                return nil
            }
            if webhook.record.webhook.flow.isOrdered {
                let first = try firstInOrder(of: queue, webhook)
                guard first?.number == record.number else { return nil }
            }
        }
        return max(due, earliestStart(of: queue, webhook))
    }

    // MARK: Leasing

    /// Leases a delivery that was taken out of its place.
    func lease(
        _ record: DeliveryRecord,
        _ event: StoredEvent,
        _ request: ClaimRequest,
        _ webhook: WebhookEntry,
        _ queue: Queue,
        into claim: inout Claim
    ) throws(StoreError) {
        var record = record
        let due = time.wallTime(at: record.due ?? time.steady)
        record.epoch += 1
        var delivery = try value(of: record, to: webhook)
        let lease = delivery.lease(
            to: request.owner,
            epoch: Int(record.epoch),
            of: webhook.record,
            at: time.now
        )
        adopt(delivery, into: &record, due: 0)
        var complete = queue.complete(webhook.record)
        complete.start(at: time.now)
        queue.nextStart = complete.nextStart
        queue.startRest = complete.startRest
        counters.leased += 1
        queue.leased += 1
        queue.isDirty = true
        let duration = request.leaseDuration(for: webhook.record.webhook)
        try connection.run(
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
            time.steady(after: duration),
            try ownHolder()
        )
        try connection.run(
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
                at: time.now
            )
        )
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

extension Claim {
    mutating func note(nextDue: Duration) {
        let wait = max(.zero, nextDue)
        self.nextDue = min(self.nextDue ?? wait, wait)
    }
}
