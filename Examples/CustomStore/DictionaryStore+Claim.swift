import WebhookKit

/// Which deliveries may go out, in whose turn.
extension DictionaryStore {
    func claim(_ request: ClaimRequest) -> Claim {
        var claim = Claim()
        for var row in deliveries.values where row.isLeased && row.time <= clock.uptime {
            row.delivery.expireLease(at: clock.now)
            row.time = clock.uptime
            deliveries[row.delivery.id] = row
            claim.rescued += 1
            if row.delivery.status == .parked { tellParked(row, in: &claim) }
        }
        var planner = SlotPlanner(request)
        var isAlone = false
        while true {
            let all = startable(planner)
            let uptime = clock.uptime
            let due = all.filter { $0.start <= uptime }.map(\.row)
                .sorted { turn($0, planner) < turn($1, planner) }
            let suspect = due.first(where: \.delivery.isSuspect)
            let next = due.first {
                !$0.delivery.isSuspect && planner.share(of: group($0)) > 0
                    && planner.share(of: $0.delivery.scope) > 0
            }
            if let suspect, request.isIdle, !planner.isFull, claim.deliveries.isEmpty {
                // A suspect goes alone, and only to a worker that has nothing to lose.
                lease(suspect, request, into: &claim)
                isAlone = true
            } else if let next, !planner.isFull, !isAlone {
                planner.take(group(next), for: next.delivery.scope)
                lease(next, request, into: &claim)
            } else if !isAlone, planner.fillUp() {
                continue
            } else {
                let later = all.map { $0.start - uptime }.filter { $0 > .zero }.min()
                claim.nextDue = next == nil ? later : .zero
                claim.hasSuspects = suspect != nil
                return claim
            }
        }
    }

    private func group(_ row: DeliveryRow) -> Responsiveness {
        webhooks[row.webhook]?.responsiveness ?? .unproven
    }

    /// By group, and in it who was served longest ago comes first: scopes, then their webhooks, then
    /// the longest due.
    private func turn(
        _ row: DeliveryRow,
        _ planner: SlotPlanner
    ) -> (Int, Int, Int, Duration, Position) {
        let group = planner.groups.firstIndex(of: group(row)) ?? 0
        let turns = (scopeTurns[row.delivery.scope] ?? 0, webhookTurns[row.webhook] ?? 0)
        return (group, turns.0, turns.1, row.time, row.delivery.position)
    }

    /// The waiting deliveries that their webhooks would take, each with when it may begin.
    private func startable(_ planner: SlotPlanner) -> [(row: DeliveryRow, start: Duration)] {
        deliveries.values.compactMap { row in
            guard row.delivery.due != nil, let record = webhooks[row.webhook],
                row.delivery.isSendable(by: record)
            else { return nil }
            let leases = deliveries.values.count { $0.isLeased && $0.webhook == row.webhook }
            let (webhook, group) = (record.webhook, record.responsiveness)
            guard planner.room(for: webhook, in: group, leased: leases) > 0 else { return nil }
            let isInLine = record.webhook.flow.isOrdered && row.delivery.kind == .subscribed
            if isInLine, firstInOrder(of: record) != row.delivery.position { return nil }
            let rateDelay = clock.now.duration(to: record.earliestStart(at: clock.now))
            return (row, max(row.time, clock.uptime + rateDelay))
        }
    }

    private func firstInOrder(of record: WebhookRecord) -> Position? {
        oldestOpen(of: record, besidesParked: record.webhook.flow.skipsParked)
    }

    func oldestOpen(
        of record: WebhookRecord,
        besidesParked isPassedOver: Bool = false
    ) -> Position? {
        let key = Key(scope: record.webhook.scope, id: record.id)
        let open = deliveries.values.filter {
            $0.webhook == key && $0.delivery.isOpen
                && !(isPassedOver && $0.delivery.status == .parked)
        }
        return open.map(\.delivery).filter { $0.kind == .subscribed && !$0.isVoid(for: record) }
            .map(\.position).min()
    }

    private func lease(_ row: DeliveryRow, _ request: ClaimRequest, into claim: inout Claim) {
        guard var record = webhooks[row.webhook] else { return }
        var leased = row
        guard let event = events[row.event] else {
            // Set apart: what stays due and cannot be leased would be chosen for ever.
            leased.delivery.status = .parked
            deliveries[row.delivery.id] = leased
            return tellParked(leased, in: &claim)
        }
        let now = clock.now
        counter += 1
        let lease = leased.delivery.lease(to: request.owner, epoch: counter, of: record, at: now)
        leased.lease = lease
        leased.time = clock.uptime + request.leaseDuration(for: record.webhook)
        record.start(at: now)
        deliveries[row.delivery.id] = leased
        webhooks[row.webhook] = record
        scopeTurns[row.delivery.scope] = counter
        webhookTurns[row.webhook] = counter
        let claimed = ClaimedDelivery(
            lease: lease,
            delivery: leased.delivery,
            event: event.stored,
            webhook: record,
            due: now.advanced(by: row.time - clock.uptime),
            at: now
        )
        claim.deliveries.append(claimed)
    }

    private func tellParked(_ row: DeliveryRow, in claim: inout Claim) {
        claim.parked += 1
        let parked = ParkedDelivery(row.delivery)
        webhooks[row.webhook].map { add($0.parkingNotice(of: parked, at: clock.now)) }
    }
}
