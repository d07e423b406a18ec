import WebhookKit

/// A small but whole store: dictionaries behind an actor, to show what a store has to do.
///
/// It looks through all rows at every call, so it is slow with many of them; a real store has an
/// index where this one has a `filter`. The actor makes every call one atomic step, as none of the
/// functions suspends. All rules are WebhookKit's: `AppendPlan`, `match`, `lease`, `expireLease`,
/// `plan`, `apply`.
actor DictionaryStore: WebhookStore {
    /// Identifies what belongs to a scope; ids alone do not.
    struct Key<ID: Hashable>: Hashable {
        let scope: Scope
        let id: ID
    }

    struct DeliveryRow {
        var delivery: Delivery
        /// When it is due, or when its lease ends, by monotonic time, which never jumps.
        var time: Duration
        /// Rises in the order in which deliveries were queued.
        let number: Int64

        var webhook: Key<Webhook.ID> { Key(scope: delivery.scope, id: delivery.webhookID) }
        var event: Key<Event.ID> { Key(scope: delivery.scope, id: delivery.eventID) }
        var isLeased: Bool { if case .leased = delivery.status { true } else { false } }
    }

    let clock: any WebhookClock
    var webhooks: [Key<Webhook.ID>: WebhookRecord] = [:]
    /// Events, each with when it was appended or its last delivery ended.
    var events: [Key<Event.ID>: (stored: StoredEvent, lastUse: Duration)] = [:]
    var deliveries: [Delivery.ID: DeliveryRow] = [:]
    /// The log of each webhook, the latest attempt last.
    var logs: [Key<Webhook.ID>: [(number: Int, event: Key<Event.ID>, entry: LogEntry)]] = [:]
    var notices: [(notice: Notice, leaseEnd: Duration)] = []
    /// Acknowledged ones stay known, so that none is told twice.
    var knownNotices: Set<Notice.ID> = []
    var lastPosition = Position(0)
    /// Numbers leases and log entries.
    var counter = 0
    /// The numbers of the last leases, to let all take turns.
    var scopeTurns: [Scope: Int] = [:]
    /// What the chapters beside sending keep.
    var rows: [RowID: [UInt8]] = [:]
    /// From which position on events are owed to somebody.
    var keptFrom: [Scope: Position] = [:]
    var webhookTurns: [Key<Webhook.ID>: Int] = [:]

    init(clock: any WebhookClock) {
        self.clock = clock
    }

    func append(_ batch: [Event]) throws -> [Publication] {
        // All or nothing: the plan is made, or throws, before anything is stored.
        let plan = try AppendPlan(batch) { key, scope in
            events.values.map(\.stored)
                .first { $0.event.scope == scope && $0.event.idempotencyKey == key }
        } isTaken: { id, scope in
            events[Key(scope: scope, id: id)] != nil
        }
        return plan.publications { store(batch[$0]) }
    }

    private func store(_ event: Event) -> Publication {
        lastPosition = Position(lastPosition.number + 1)
        let stored = StoredEvent(event: event, position: lastPosition, appendedAt: clock.now)
        events[Key(scope: event.scope, id: event.id)] = (stored, lastUse: clock.uptime)
        var queued = 0
        for (key, record) in webhooks where key.scope == event.scope {
            switch record.match(event) {
            case .deliver(let kind):
                queue(Delivery(of: stored, to: record, kind: kind))
                queued += 1
            case .skipped: webhooks[key]?.skippedEvents += 1
            case .ignored: break
            }
        }
        let position = lastPosition
        return Publication(id: event.id, position: position, isDuplicate: false, queued: queued)
    }

    func requeue(_ request: RequeueRequest) throws {
        switch request {
        case .resend(let event, let webhook, let scope, let id):
            guard let stored = events[Key(scope: scope, id: event)]?.stored else {
                throw StoreError.notStored(event)
            }
            guard let record = webhooks[Key(scope: scope, id: webhook)] else {
                throw StoreError.notFound(webhook)
            }
            queue(Delivery(id: id, of: stored, to: record, kind: .manual, at: clock.now))
        case .resume(let id, let scope):
            try changeParked(id, in: scope) { $0.resume(at: clock.now) }
        case .drop(let id, let scope):
            try changeParked(id, in: scope) { $0.drop() }
        }
    }

    private func changeParked(
        _ id: Delivery.ID,
        in scope: Scope,
        by step: (inout Delivery) -> Void
    ) throws {
        guard var row = deliveries[id], row.delivery.scope == scope,
            row.delivery.status == .parked
        else { throw StoreError.notParked(id) }
        step(&row.delivery)
        row.time = clock.uptime
        deliveries[id] = row
        events[row.event]?.lastUse = clock.uptime
    }

    func parked(_ query: ParkedQuery) -> ParkedPage {
        let rows = deliveries.values.filter { row in
            row.delivery.status == .parked && row.delivery.scope == query.scope
                && row.number > query.cursor?.number ?? 0
                && (query.webhookID ?? row.delivery.webhookID) == row.delivery.webhookID
        }.sorted { $0.number < $1.number }
        let page = rows.prefix(max(0, query.limit))
        return ParkedPage(
            deliveries: page.map { ParkedDelivery($0.delivery) },
            next: rows.count > page.count ? page.last.map { ParkedCursor(number: $0.number) } : nil
        )
    }

    private func queue(_ delivery: Delivery) {
        counter += 1
        deliveries[delivery.id] = DeliveryRow(
            delivery: delivery,
            time: clock.uptime,
            number: Int64(counter)
        )
    }

    func claim(_ request: ClaimRequest) -> Claim {
        var claim = Claim()
        for var row in deliveries.values where row.isLeased && row.time <= clock.uptime {
            row.delivery.expireLease(at: clock.now)
            row.time = clock.uptime
            deliveries[row.delivery.id] = row
            claim.rescued += 1
            if row.delivery.status == .parked {
                claim.parked += 1
                let parked = ParkedDelivery(row.delivery)
                webhooks[row.webhook].map { add($0.parkingNotice(of: parked, at: clock.now)) }
            }
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

    private func oldestOpen(
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
        guard var record = webhooks[row.webhook], let event = events[row.event] else { return }
        var leased = row
        let now = clock.now
        counter += 1
        let lease = leased.delivery.lease(to: request.owner, epoch: counter, of: record, at: now)
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

    func settle(_ request: SettleRequest) -> [SettlementResult] {
        request.notices.forEach(add)
        return request.settlements.map { settlement in
            // A result under any lease but the present one comes too late: it has no plan.
            let now = clock.now
            guard var row = deliveries[settlement.lease.deliveryID],
                var record = webhooks[row.webhook], let event = events[row.event]?.stored,
                var plan = settlement.plan(for: row.delivery, to: record, at: now)
            else { return .fenced }
            if plan.needsOldestOpen { plan.recover(from: oldestOpen(of: record)) }
            let effects = plan.effects
            row.delivery = plan.delivery
            plan.apply(to: &record)
            row.time = uptime(of: row, from: now)
            deliveries[row.delivery.id] = row
            webhooks[row.webhook] = record
            events[row.event]?.lastUse = clock.uptime
            effects.notices.forEach(add)
            if let attempt = settlement.attempt, let status = effects.logStatus {
                var log = logs[row.webhook] ?? []
                let old = log.firstIndex { $0.event == row.event }.map { log.remove(at: $0).entry }
                var entry = old ?? LogEntry(event: event, status: status, attempts: [])
                entry.add(attempt, as: status)
                counter += 1
                log.append((counter, row.event, entry))
                logs[row.webhook] = log.suffix(max(0, request.logLimit))
            }
            return .settled(effects)
        }
    }

    /// When it is due by the clock that nobody sets; at once when it is not.
    @inline(never)  // Swift 6.3.1 crashes over it when it optimizes.
    private func uptime(of row: DeliveryRow, from now: Timestamp) -> Duration {
        clock.uptime + (row.delivery.due.map { now.duration(to: $0) } ?? .zero)
    }

    func insert(_ record: WebhookRecord, limit: Int) throws -> WebhookRecord {
        let key = Key(scope: record.webhook.scope, id: record.id)
        let isTaken = webhooks[key] != nil
        let count = webhooks.keys.count { $0.scope == key.scope }
        let record = try record.created(
            at: clock.now,
            isTaken: isTaken,
            count: count,
            limit: limit
        )
        webhooks[key] = record
        return record
    }

    func update(_ update: WebhookUpdate) throws -> WebhookRecord {
        let key = Key(scope: update.scope, id: update.id)
        guard var record = webhooks[key] else { throw StoreError.notFound(key.id) }
        let oldest = oldestOpen(of: record)
        try update.apply(to: &record, last: lastPosition, at: clock.now) { oldest }.forEach(add)
        webhooks[key] = record
        return record
    }

    func webhooks(_ query: WebhookQuery) -> [WebhookRecord] {
        let found = webhooks.values.filter { $0.webhook.scope == query.scope }
            .filter { $0.id == query.id ?? $0.id && $0.id.string > query.after?.string ?? "" }
        return Array(found.sorted { $0.id < $1.id }.prefix(max(0, query.limit)))
    }

    func remove(_ removal: WebhookRemoval) -> Int {
        let before = webhooks.count
        switch removal {
        case .webhook(let id, let scope):
            webhooks[Key(scope: scope, id: id)] = nil
        case .organization(let organization):
            webhooks = webhooks.filter { $0.key.scope.organization != organization }
            events = events.filter { $0.key.scope.organization != organization }
            notices = notices.filter { $0.notice.scope.organization != organization }
            rows = rows.filter { $0.key.scope.organization != organization }
            keptFrom = keptFrom.filter { $0.key.organization != organization }
        }
        logs = logs.filter { webhooks[$0.key] != nil }
        deliveries = deliveries.filter { webhooks[$0.value.webhook] != nil }
        return before - webhooks.count
    }

    func log(_ query: LogQuery) -> LogPage {
        let log = logs[Key(scope: query.scope, id: query.webhookID)] ?? []
        let older = log.reversed().filter { $0.number < query.cursor?.number ?? .max }
        let page = older.prefix(max(0, query.limit))
        let last = page.last.map { LogCursor(number: Int64($0.number)) }
        return LogPage(entries: page.map(\.entry), next: older.count > page.count ? last : nil)
    }

    private func add(_ notice: Notice) {
        guard knownNotices.insert(notice.id).inserted else { return }
        notices.append((notice, leaseEnd: clock.uptime))
    }

    func notices(_ request: NoticeRequest) -> [Notice] {
        notices.removeAll { request.acknowledging.contains($0.notice.id) }
        let free = notices.indices.filter { notices[$0].leaseEnd <= clock.uptime }
            .prefix(max(0, request.limit))
        for index in free { notices[index].leaseEnd = clock.uptime + request.lease }
        return free.map { notices[$0].notice }
    }

    func maintain(_ request: MaintenanceRequest) -> MaintenanceReport {
        // Leased ones are left: their result is still recorded.
        let idle = deliveries.values.filter { $0.delivery.isOpen && !$0.isLeased }
        let void = idle.filter { webhooks[$0.webhook].map($0.delivery.isVoid) ?? true }
        let swept = void.prefix(max(0, request.limit))
        for row in swept {
            if var record = webhooks[row.webhook] {
                deliveries[row.delivery.id]?.delivery.skip(in: &record)
                webhooks[row.webhook] = record
            } else {
                deliveries[row.delivery.id]?.delivery.status = .skipped
            }
            events[row.event]?.lastUse = clock.uptime
        }
        let open = deliveries.values.filter(\.delivery.isOpen).map(\.event)
        let needed = Set(open + logs.values.joined().map { $0.event })
        let last = clock.uptime - request.recoveryWindow
        let unneeded = events.filter { key, event in
            event.lastUse <= last && !needed.contains(key) && !isKept(event.stored)
        }
        let pruned = Set(unneeded.keys.prefix(max(0, request.limit - swept.count)))
        events = events.filter { !pruned.contains($0.key) }
        deliveries = deliveries.filter { !pruned.contains($0.value.event) }
        let hasMore = void.count > swept.count || unneeded.count > pruned.count
        return MaintenanceReport(skipped: swept.count, pruned: pruned.count, hasMore: hasMore)
    }

    func backlog() -> Backlog {
        let waiting = deliveries.values.filter { $0.delivery.due != nil }
        let parked = deliveries.values.filter { $0.delivery.status == .parked }.prefix(100)
        return Backlog(
            waiting: waiting.count,
            leased: deliveries.values.count(where: \.isLeased),
            parked: parked.map(\.delivery.id),
            oldestDueAge: waiting.map { clock.uptime - $0.time }.filter { $0 >= .zero }.max()
        )
    }
}
