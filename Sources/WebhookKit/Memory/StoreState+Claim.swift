extension StoreState {
    /// Leases due deliveries; see ``WebhookStore/settle(_:)``.
    package mutating func claim(_ request: ClaimRequest, at time: StoreTime) -> Claim {
        var claim = Claim()
        if !untoldFaults.isEmpty { swap(&claim.faults, &untoldFaults) }
        takeBackExpired(into: &claim, at: time)
        adopt(concurrency: request.defaultConcurrency, at: time)
        fireTimers(at: time)
        var request = request
        if claimSuspect(request, into: &claim, at: time) { request.limit = 0 }
        var planner = SlotPlanner(request)
        if fill(&claim, request, by: &planner, at: time) {
            claim.nextDue = .zero
        } else if let timer = nextTimer(planner) {
            claim.note(nextDue: time.uptime.duration(to: timer))
        }
        return claim
    }

    /// Leases in turn what the worker's slots and their shares take; true when another one could be
    /// leased.
    private mutating func fill(
        _ claim: inout Claim,
        _ request: ClaimRequest,
        by planner: inout SlotPlanner,
        at time: StoreTime
    ) -> Bool {
        var rotation = StateRotation(consume self, claim, request, at: time)
        let isFull = rotation.fill(request, by: &planner)
        self = rotation.state
        claim = rotation.claim
        return isFull
    }

    private mutating func takeBackExpired(into claim: inout Claim, at time: StoreTime) {
        while let entry = leases.first, entry.time <= time.uptime {
            leases.pop()
            let row = entry.value
            guard row.stamp == entry.stamp, !row.webhook.isRemoved else { continue }
            takeBack(row, at: time) { $0.expireLease(at: time.now) }
            reschedule(row.webhook, at: time)
            claim.rescued += 1
            if row.status == .parked {
                claim.parked += 1
                addParkingNotice(of: row, at: time)
            }
        }
    }

    /// Takes back every lease, since the process that held them is gone.
    package mutating func loseLeases(wasKilled: Bool = false, at time: StoreTime) {
        let end = wasKilled ? HolderEnd.killed(holdingOthers: leased > 1) : .closed
        while let entry = leases.first {
            leases.pop()
            let row = entry.value
            guard row.stamp == entry.stamp, !row.webhook.isRemoved else { continue }
            takeBack(row, at: time) { $0.loseLease(by: end, at: time.now) }
            if row.status == .parked { addParkingNotice(of: row, at: time) }
            reschedule(row.webhook, at: time)
        }
    }

    private mutating func takeBack(
        _ row: DeliveryRow,
        at time: StoreTime,
        by step: (inout Delivery) -> Void
    ) {
        unplace(row)
        change(row, at: time, by: step)
        row.due = time.uptime
        place(row, at: time)
        note(row)
    }

    /// Leases the longest waiting suspect to an idle worker, and says whether there was one.
    private mutating func claimSuspect(
        _ request: ClaimRequest,
        into claim: inout Claim,
        at time: StoreTime
    ) -> Bool {
        var chosen: DeliveryRow?
        for row in suspects {
            guard let start = row.suspectStart(request, at: time) else { continue }
            if start > time.uptime {
                claim.note(nextDue: time.uptime.duration(to: start))
            } else if chosen == nil, request.isIdle, request.limit > 0 {
                chosen = row
            } else {
                claim.hasSuspects = true
            }
        }
        guard let chosen else { return false }
        lease(chosen, request, into: &claim, at: time)
        reschedule(chosen.webhook, at: time)
        return true
    }

    /// Leases a delivery; false when its event cannot be read, and it is set aside.
    ///
    /// Its webhook is to be rescheduled after it.
    @discardableResult
    mutating func lease(
        _ row: DeliveryRow,
        _ request: ClaimRequest,
        into claim: inout Claim,
        at time: StoreTime
    ) -> Bool {
        let webhook = row.webhook
        unplace(row)
        defer { note(row) }
        let event: Event
        do {
            event = try contents.event(of: row.event)
        } catch {
            setAside(row, for: error, into: &claim, at: time)
            return false
        }
        let due = time.wallTime(at: row.due)
        let (epoch, _) = row.epoch.addingReportingOverflow(1)
        var delivery = row.delivery(at: time)
        let lease = delivery.lease(
            to: request.owner,
            epoch: Int(epoch),
            of: webhook.record,
            at: time.now
        )
        row.update(delivery, epoch: epoch)
        let before = (webhook.record.nextStart, webhook.record.startRest)
        webhook.record.start(at: time.now)
        if (webhook.record.nextStart, webhook.record.startRest) != before {
            note(.counters(webhook))
        }
        place(row, at: time)
        row.stamp = stamp()
        let duration = request.leaseDuration(for: webhook.record.webhook)
        let end = time.uptime.advanced(by: max(duration, .zero))
        row.due = end
        if notesChanges { newLeases.insert(lease) }
        leases.push(Timed(time: end, stamp: row.stamp, value: row))
        leases.compact(live: leased) { $0.stamp == $0.value.stamp }
        claim.deliveries.append(
            ClaimedDelivery(
                lease: lease,
                delivery: delivery,
                event: StoredEvent(
                    event: event,
                    position: row.event.position,
                    appendedAt: row.event.appendedAt
                ),
                webhook: webhook.record,
                due: due,
                at: time.now
            )
        )
        return true
    }
}

extension StoreState {
    /// How long what could not be read is left alone.
    private static let readingPause = Duration.seconds(1)

    /// Passes over a delivery whose event cannot be read, so that it does not hold up the rest:
    /// for good when the event is damaged, else for a while.
    private mutating func setAside(
        _ row: DeliveryRow,
        for error: StoreError,
        into claim: inout Claim,
        at time: StoreTime
    ) {
        if error.code == .damaged {
            row.park()
            claim.parked += 1
            addParkingNotice(of: row, at: time)
        } else {
            row.due = time.uptime.advanced(by: Self.readingPause)
        }
        place(row, at: time)
    }
}

extension DeliveryRow {
    /// When a waiting suspect may begin; nil while its webhook takes none.
    fileprivate func suspectStart(_ request: ClaimRequest, at time: StoreTime) -> Uptime? {
        let record = webhook.record
        guard isSendable, webhook.room(by: SlotPlanner(request)) > 0 else { return nil }
        if record.webhook.flow.isOrdered, kind == .subscribed {
            guard webhook.firstInOrder() === self else { return nil }
        }
        return max(due, time.uptime(at: record.earliestStart(at: time.now)))
    }
}
