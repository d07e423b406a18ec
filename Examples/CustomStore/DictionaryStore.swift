import WebhookKit

/// A small but whole store: dictionaries behind an actor, to show what a store has to do.
///
/// It looks through all rows at every call, so it is slow with many of them; a real store has an
/// index where this one has a `filter`. The actor makes every call one atomic step, as none of the
/// functions suspends. All rules are WebhookKit's: `match`, `lease`, `expireLease`, `apply`.
actor DictionaryStore: WebhookStore {
    /// Identifies what belongs to a scope; ids alone do not.
    struct Key<ID: Hashable>: Hashable {
        let scope: Scope
        let id: ID
    }

    struct EventRow {
        let stored: StoredEvent
        /// When it was appended or its last delivery ended.
        var lastUse: Duration
    }

    struct DeliveryRow {
        var delivery: Delivery
        /// Breaks ties between equal due times.
        let number: Int
        var epoch = 0
        /// When it is due, or when its lease ends, by monotonic time, which never jumps.
        var time: Duration

        var webhook: Key<Webhook.ID> { Key(scope: delivery.scope, id: delivery.webhookID) }
        var event: Key<Event.ID> { Key(scope: delivery.scope, id: delivery.eventID) }
    }

    struct LogRow {
        let number: Int64
        let event: Event.ID
        var status: LogEntry.Status
        var attempts: [Attempt]
    }

    struct NoticeRow {
        let notice: Notice
        var leaseEnd: Duration
    }

    let clock: any WebhookClock
    var webhooks: [Key<Webhook.ID>: WebhookRecord] = [:]
    var events: [Key<Event.ID>: EventRow] = [:]
    var keys: [Key<String>: Event.ID] = [:]
    var rows: [Delivery.ID: DeliveryRow] = [:]
    var logs: [Key<Webhook.ID>: [LogRow]] = [:]
    var notices: [NoticeRow] = []
    var knownNotices: Set<Notice.ID> = []
    var lastPosition = Position(0)
    /// Numbers deliveries, log entries and turns.
    private var counter = 0
    private var scopeTurns: [Scope: Int] = [:]
    private var webhookTurns: [Key<Webhook.ID>: Int] = [:]

    init(clock: any WebhookClock) {
        self.clock = clock
    }

    private func nextNumber() -> Int {
        counter += 1
        return counter
    }

    // MARK: Publishing

    func append(_ events: [Event]) throws -> [Publication] {
        // Working on a copy makes it all or nothing: a throw leaves the actor as it was.
        let before = (self.events, keys, rows, webhooks, lastPosition)
        do { return try events.map(append) } catch {
            (self.events, keys, rows, webhooks, lastPosition) = before
            throw error
        }
    }

    private func append(_ event: Event) throws -> Publication {
        let id = Key(scope: event.scope, id: event.id)
        let key = event.idempotencyKey.map { Key(scope: event.scope, id: $0) }
        if let key, let first = keys[key].flatMap({ events[Key(scope: event.scope, id: $0)] }) {
            guard first.stored.event.publishesTheSame(as: event) else {
                throw StoreError.keyReused(key.id)
            }
            return Publication(
                id: first.stored.event.id,
                position: first.stored.position,
                isDuplicate: true,
                queued: 0
            )
        }
        guard events[id] == nil else {
            throw StoreError.conflict("event \(event.id) is there already")
        }
        lastPosition = Position(lastPosition.number + 1)
        let stored = StoredEvent(event: event, position: lastPosition, appendedAt: clock.now)
        events[id] = EventRow(stored: stored, lastUse: clock.uptime)
        if let key { keys[key] = event.id }
        var queued = 0
        for webhook in webhooks.keys.sorted(by: { $0.id < $1.id })
        where webhook.scope == event.scope {
            guard let delivery = webhooks[webhook]?.match(stored) else { continue }
            rows[delivery.id] = DeliveryRow(
                delivery: delivery,
                number: nextNumber(),
                time: clock.uptime
            )
            queued += 1
        }
        return Publication(id: event.id, position: lastPosition, isDuplicate: false, queued: queued)
    }

    func requeue(_ request: RequeueRequest) throws {
        switch request {
        case .resend(let event, let webhook, let scope, let id):
            guard let event = events[Key(scope: scope, id: event)],
                let record = webhooks[Key(scope: scope, id: webhook)]
            else { throw StoreError.notFound("no such event or webhook in \(scope)") }
            let delivery = Delivery(
                id: id,
                of: event.stored,
                to: record,
                kind: .manual,
                at: clock.now
            )
            rows[id] = DeliveryRow(delivery: delivery, number: nextNumber(), time: clock.uptime)
        case .resume(let id, let scope):
            guard var row = rows[id], row.delivery.scope == scope, row.delivery.status == .parked
            else { throw StoreError.notFound("delivery \(id) is not parked in \(scope)") }
            row.delivery.resume(at: clock.now)
            row.time = clock.uptime
            rows[id] = row
        }
    }

    // MARK: Sending

    func claim(_ request: ClaimRequest) -> Claim {
        var claim = Claim()
        for (id, row) in rows where row.isLeased && row.time <= clock.uptime {
            rows[id]?.delivery.expireLease(at: clock.now)
            rows[id]?.time = clock.uptime
            claim.rescued += 1
            if rows[id]?.delivery.status == .parked { claim.parked += 1 }
        }
        // A suspect goes alone, and only to a worker that has nothing to lose.
        if request.isIdle, request.limit > 0,
            let suspect = startable(request).filter({
                $0.start <= clock.uptime && $0.row.delivery.isSuspect
            })
            .min(by: { $0.row.number < $1.row.number })
        {
            lease(suspect.row, request, into: &claim)
            return claim
        }
        while true {
            let all = startable(request)
            claim.hasSuspects = all.contains {
                $0.row.delivery.isSuspect && $0.start <= clock.uptime
            }
            let due = all.filter { $0.start <= clock.uptime && !$0.row.delivery.isSuspect }
            guard let next = due.min(by: { turn(of: $0.row) < turn(of: $1.row) }) else {
                claim.nextDue = all.map(\.start).filter { $0 > clock.uptime }.min().map {
                    $0 - clock.uptime
                }
                return claim
            }
            guard claim.deliveries.count < request.limit else {
                claim.nextDue = .zero
                return claim
            }
            lease(next.row, request, into: &claim)
        }
    }

    /// Who was served longest ago comes first: scopes, then their webhooks, then the longest due.
    private func turn(of row: DeliveryRow) -> (Int, Int, Duration, Int) {
        (scopeTurns[row.delivery.scope] ?? 0, webhookTurns[row.webhook] ?? 0, row.time, row.number)
    }

    /// The waiting deliveries that their webhooks would take, each with when it may begin.
    private func startable(_ request: ClaimRequest) -> [(row: DeliveryRow, start: Duration)] {
        rows.values.compactMap { row in
            guard row.delivery.due != nil, let record = webhooks[row.webhook],
                row.delivery.isSendable(by: record)
            else { return nil }
            let siblings = rows.values.filter { $0.webhook == row.webhook }
            guard siblings.count(where: \.isLeased) < request.concurrency(of: record.webhook) else {
                return nil
            }
            if record.webhook.flow.isOrdered, row.delivery.kind == .subscribed {
                guard oldestOpen(row.webhook) == row.delivery.position else { return nil }
            }
            let rateDelay = clock.now.duration(to: record.earliestStart(at: clock.now))
            return (row, max(row.time, clock.uptime + rateDelay))
        }
    }

    private func oldestOpen(_ webhook: Key<Webhook.ID>) -> Position? {
        guard let record = webhooks[webhook] else { return nil }
        return rows.values.map { ($0.webhook, $0.delivery) }
            .filter {
                $0 == webhook && $1.kind == .subscribed && $1.isOpen && !$1.isVoid(for: record)
            }
            .map(\.1.position).min()
    }

    private func lease(_ row: DeliveryRow, _ request: ClaimRequest, into claim: inout Claim) {
        guard var record = webhooks[row.webhook], let event = events[row.event] else { return }
        var leased = row
        leased.epoch += 1
        let lease = leased.delivery.lease(
            to: request.owner,
            epoch: leased.epoch,
            of: record,
            at: clock.now
        )
        record.start(at: clock.now)
        leased.time = clock.uptime + request.leaseDuration(for: record.webhook)
        rows[leased.delivery.id] = leased
        webhooks[row.webhook] = record
        scopeTurns[row.delivery.scope] = nextNumber()
        webhookTurns[row.webhook] = counter
        let due = clock.now.advanced(by: row.time - clock.uptime)
        claim.deliveries.append(
            ClaimedDelivery(
                lease: lease,
                delivery: leased.delivery,
                event: event.stored,
                webhook: record,
                due: due,
                at: clock.now
            )
        )
    }

    func settle(_ request: SettleRequest) -> [SettlementResult] {
        request.notices.forEach(add)
        return request.settlements.map { settlement in
            guard var row = rows[settlement.lease.deliveryID],
                row.delivery.status == .leased(settlement.lease),
                var record = webhooks[row.webhook]
            else { return .fenced }
            let oldest = oldestOpen(row.webhook)
            let effects = settlement.apply(
                to: &row.delivery,
                record: &record,
                at: clock.now,
                oldestOpen: { oldest }
            )
            row.time = clock.uptime + (row.delivery.due.map { clock.now.duration(to: $0) } ?? .zero)
            rows[row.delivery.id] = row
            webhooks[row.webhook] = record
            events[row.event]?.lastUse = clock.uptime
            effects.notices.forEach(add)
            if let attempt = settlement.attempt, let status = effects.logStatus {
                log(attempt, status, of: row, limit: request.logLimit)
            }
            return .settled(effects)
        }
    }

    private func log(_ attempt: Attempt, _ status: LogEntry.Status, of row: DeliveryRow, limit: Int)
    {
        var log = logs[row.webhook] ?? []
        let earlier = log.first { $0.event == row.delivery.eventID }?.attempts ?? []
        log.removeAll { $0.event == row.delivery.eventID }
        let number = Int64(nextNumber())
        log.append(
            LogRow(
                number: number,
                event: row.delivery.eventID,
                status: status,
                attempts: [attempt] + earlier
            )
        )
        logs[row.webhook] = log.suffix(max(0, limit))
    }
}

extension DictionaryStore.DeliveryRow {
    var isLeased: Bool {
        if case .leased = delivery.status { true } else { false }
    }
}
