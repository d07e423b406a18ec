extension MemoryState {
    /// Leases due deliveries; see ``WebhookStore/claim(_:)``.
    mutating func claim(_ request: ClaimRequest, at time: MemoryTime) -> Claim {
        var claim = Claim()
        takeBackExpired(into: &claim, at: time)
        adopt(concurrency: request.defaultConcurrency, at: time)
        fireTimers(at: time)
        let isAlone = claimSuspect(request, into: &claim, at: time)
        let limit = isAlone ? 0 : request.limit
        while let turn = takeTurn(request, at: time) {
            guard claim.deliveries.count < limit else {
                returnTurn(of: turn.webhook)
                claim.nextDue = .zero
                return claim
            }
            lease(turn.delivery, request, into: &claim, at: time)
            endTurn()
        }
        if let timer = nextTimer(request) {
            claim.nextDue = min(claim.nextDue ?? timer, timer - time.uptime)
        }
        return claim
    }

    private mutating func takeBackExpired(into claim: inout Claim, at time: MemoryTime) {
        while let entry = leases.first, entry.time <= time.uptime {
            leases.pop()
            let row = entry.value
            guard row.stamp == entry.stamp else { continue }
            unplace(row)
            row.delivery.expireLease(at: time.now)
            row.due = time.uptime
            place(row, at: time)
            reschedule(row.webhook, at: time)
            claim.rescued += 1
            if row.delivery.status == .parked { claim.parked += 1 }
        }
    }

    /// Leases the longest waiting suspect to an idle worker, and says whether there was one.
    private mutating func claimSuspect(
        _ request: ClaimRequest,
        into claim: inout Claim,
        at time: MemoryTime
    ) -> Bool {
        var chosen: DeliveryRow?
        for row in suspects {
            guard let start = row.suspectStart(request, at: time) else { continue }
            if start > time.uptime {
                let wait = start - time.uptime
                claim.nextDue = min(claim.nextDue ?? wait, wait)
            } else if chosen == nil, request.isIdle, request.limit > 0 {
                chosen = row
            } else {
                claim.hasSuspects = true
            }
        }
        guard let chosen else { return false }
        lease(chosen, request, into: &claim, at: time)
        return true
    }

    private mutating func lease(
        _ row: DeliveryRow,
        _ request: ClaimRequest,
        into claim: inout Claim,
        at time: MemoryTime
    ) {
        let webhook = row.webhook
        unplace(row)
        row.epoch += 1
        let lease = row.delivery.lease(
            to: request.owner,
            epoch: row.epoch,
            of: webhook.record,
            at: time.now
        )
        webhook.record.start(at: time.now)
        place(row, at: time)
        row.stamp = stamp()
        let end = time.uptime(after: request.leaseDuration(for: webhook.record.webhook))
        leases.push(Timed(time: end, stamp: row.stamp, value: row))
        leases.compact(live: leased) { $0.stamp == $0.value.stamp }
        claim.deliveries.append(
            ClaimedDelivery(
                lease: lease,
                delivery: row.delivery,
                event: row.event.stored,
                webhook: webhook.record,
                due: time.now.advanced(by: row.due - time.uptime),
                at: time.now
            )
        )
        reschedule(webhook, at: time)
    }
}

extension DeliveryRow {
    /// When a waiting suspect may begin; nil while its webhook takes none.
    fileprivate func suspectStart(_ request: ClaimRequest, at time: MemoryTime) -> Duration? {
        let record = webhook.record
        guard delivery.isSendable(by: record),
            !webhook.isSaturated(by: request)
        else { return nil }
        if record.webhook.flow.isOrdered, delivery.kind == .subscribed {
            guard webhook.oldestOpen() === self else { return nil }
        }
        let start = record.earliestStart(at: time.now)
        return max(due, time.uptime(after: time.now.duration(to: start)))
    }
}
