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
        /// The one that it is under, or was.
        var lease: Lease?
        /// When it is due, or when its lease ends, by monotonic time, which never jumps.
        var time: Duration
        /// Rises in the order in which deliveries were queued.
        let number: Int64

        var webhook: Key<Webhook.ID> { Key(scope: delivery.scope, id: delivery.webhookID) }
        var event: Key<Event.ID> { Key(scope: delivery.scope, id: delivery.eventID) }
        var isLeased: Bool { delivery.status == .leased }
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
        if case .resend(_, _, _, let id) = request, deliveries[id] != nil {
            throw StoreError.conflict("delivery \(id) is there already")
        }
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

    func queue(_ delivery: Delivery) {
        counter += 1
        deliveries[delivery.id] = DeliveryRow(
            delivery: delivery,
            time: clock.uptime,
            number: Int64(counter)
        )
    }

    func settle(_ request: SettleRequest) -> SettleReport {
        request.notices.forEach(add)
        let results = record(request.settlements, logLimit: request.logLimit)
        // After the results: what they free can be claimed.
        return SettleReport(results: results, claim: request.claim.map(claim))
    }

    private func record(_ settlements: [Settlement], logLimit: Int) -> [SettlementResult] {
        settlements.map { settlement in
            // A result under any lease but the present one comes too late: it has no plan.
            let now = clock.now
            guard var row = deliveries[settlement.lease.deliveryID],
                var record = webhooks[row.webhook], let event = events[row.event]?.stored,
                var plan = settlement.plan(for: row.delivery, under: row.lease, to: record, at: now)
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
                logs[row.webhook] = log.suffix(max(0, logLimit))
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
        let oldest = update.needsOldestOpen(of: record) ? oldestOpen(of: record) : nil
        let now = clock.now
        try update.apply(to: &record, last: lastPosition, at: now, oldestOpen: oldest).forEach(add)
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

    func add(_ notice: Notice) {
        guard knownNotices.insert(notice.id).inserted else { return }
        notices.append((notice, leaseEnd: clock.uptime))
    }
}
