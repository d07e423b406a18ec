import WebhookKit

extension StoreCore {
    /// Appends events, all or none; see ``WebhookStore/append(_:)``.
    func append(_ events: [Event]) throws(StoreError) -> [Publication] {
        try refuseOverlongLog()
        // What hosts have committed was published before; a thousand rows of it are enough for one
        // transaction, and the rest is drained by claims.
        for _ in 0..<4 where try !drainOutbox() { break }
        let plan = try AppendPlan(events) { (key, scope) throws(StoreError) in
            try stored(key, in: scope)
        } isTaken: { (id, scope) throws(StoreError) in
            try isTaken(id, in: scope)
        }
        return try plan.publications { (index) throws(StoreError) in try store(events[index]) }
    }

    /// A log that grows without end, since some connection keeps a read transaction open, would fill
    /// the disk.
    private func refuseOverlongLog() throws(StoreError) {
        guard isLogOverlong else { return }
        throw .full(
            "\(connection.path)-wal is longer than walLimit, \(walLimit) bytes: some connection has "
                + "kept a read transaction open; end it"
        )
    }

    /// Whether an event of this id is stored.
    func isTaken(_ id: Event.ID, in scope: Scope) throws(StoreError) -> Bool {
        guard let entry = try self.scope(scope) else { return false }
        return try connection.first(
            "SELECT 1 FROM {events} WHERE scope = ?1 AND id = ?2",
            entry.number,
            id.string
        ) { _ in true } ?? false
    }

    /// What has been published under a key.
    func stored(_ key: ExactText, in scope: Scope) throws(StoreError) -> StoredEvent? {
        guard let entry = try self.scope(scope) else { return nil }
        let position = try connection.first(
            "SELECT position FROM {events} WHERE scope = ?1 AND key = ?2",
            entry.number,
            key.string
        ) { $0.int(0) }
        guard let position else { return nil }
        return try connection.event(at: position, scope: scope)
    }

    /// Stores an event, matched to the webhooks of its scope.
    func store(_ event: Event) throws(StoreError) -> Publication {
        let scope = try makeScope(event.scope)
        let takers = try takers(of: event, in: scope)
        counters.position += 1
        let position = counters.position
        try insert(event, at: position, in: scope, deliveries: Int64(takers.count))
        for (index, (webhook, kind)) in takers.enumerated() {
            let number = DeliveryNumber(position: position, index: Int64(index))
            try enqueue(number, to: webhook, kind: kind, id: nil)
        }
        return Publication(
            id: event.id,
            position: Position(position),
            isDuplicate: false,
            queued: takers.count
        )
    }

    private func takers(
        of event: Event,
        in scope: ScopeEntry
    ) throws(StoreError) -> [(webhook: WebhookEntry, kind: Delivery.Kind)] {
        var takers: [(webhook: WebhookEntry, kind: Delivery.Kind)] = []
        var skippers: [WebhookEntry] = []
        for webhook in try webhooks(of: scope) {
            let match = webhook.record.match(event)
            guard match != .ignored else { continue }
            // One whose queue cannot be read gets nothing.
            let queue = try readable { () throws(StoreError) in try self.queue(webhook.number) }
            guard queue != nil else { continue }
            switch match {
            case .deliver(let kind): takers.append((webhook, kind))
            case .skipped: skippers.append(webhook)
            case .ignored: break
            }
        }
        guard takers.count <= DeliveryNumber.indexes else {
            throw .limit("event \(event.id): \(takers.count) webhooks would take it")
        }
        for webhook in skippers {
            let queue = try queue(webhook.number)
            queue.skipped += 1
            queue.isDirty = true
        }
        return takers
    }

    private func insert(
        _ event: Event,
        at position: Int64,
        in scope: ScopeEntry,
        deliveries: Int64
    ) throws(StoreError) {
        let audience: String? =
            switch event.audience {
            case .subscribers: nil
            case .only(let webhook): webhook.string
            }
        try connection.run(
            """
            INSERT INTO {events} (position, scope, id, type, key, audience, occurred_at,
                appended_at, data_offset, deliveries, open, pins, last_use)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10, 0, ?11)
            """,
            position,
            scope.number,
            event.id.string,
            event.type.name,
            event.idempotencyKey?.string,
            audience,
            event.occurredAt.millisecondsSinceEpoch,
            time.now.millisecondsSinceEpoch,
            event.dataOffset,
            deliveries,
            time.steady
        )
        try connection.run(
            "INSERT INTO {bodies} (position, body) VALUES (?1, ?2)",
            position,
            event.body
        )
    }

    /// Queues a new delivery, due now.
    func enqueue(
        _ number: DeliveryNumber,
        to webhook: WebhookEntry,
        kind: Delivery.Kind,
        id: Delivery.ID?
    ) throws(StoreError) {
        let queue = try queue(webhook.number)
        let lane = kind == .manual ? queue.manualLane : queue.lane
        try connection.run(
            """
            INSERT INTO {deliveries} (number, webhook, kind, status, lane, due, generation,
                failed_rounds, quick_retries, attempts, expired_leases, epoch, id)
            VALUES (?1, ?2, ?3, 0, ?4, ?5, ?6, 0, 0, 0, 0, 0, ?7)
            """,
            number.value,
            webhook.number,
            kind.number,
            lane,
            time.steady,
            webhook.record.health.generation,
            id?.string
        )
        counters.waiting += 1
        counters.work += 1
        queue.waiting += 1
        if kind == .manual { queue.manual += 1 }
        queue.isDirty = true
        if queue.turn == nil { queue.needsTurn = true }
    }

    /// Queues one delivery by hand; see ``WebhookStore/requeue(_:)``.
    func requeue(_ request: RequeueRequest) throws(StoreError) {
        switch request {
        case .resend(let event, let webhook, let scope, let id):
            try resend(event, to: webhook, in: scope, as: id)
        case .resume(let id, let scope):
            try changeParked(id, in: scope) { $0.resume(at: time.now) }
        case .drop(let id, let scope):
            try drop(id, in: scope)
        }
    }

    private func resend(
        _ event: Event.ID,
        to webhook: Webhook.ID,
        in scope: Scope,
        as id: Delivery.ID
    ) throws(StoreError) {
        let entry = try self.scope(scope)
        let found = try connection.first(
            "SELECT position, deliveries FROM {events} WHERE scope = ?1 AND id = ?2",
            entry?.number,
            event.string
        ) { (position: $0.int(0), deliveries: $0.int(1)) }
        guard let entry, let found else { throw .notStored(event) }
        guard let target = try self.webhook(webhook, in: entry) else { throw .notFound(webhook) }
        let isTaken = try connection.first(
            """
            SELECT 1 FROM {deliveries} WHERE id = ?1 UNION ALL SELECT 1 FROM {leases} WHERE id = ?1
            """,
            id.string
        ) { _ in true }
        guard isTaken == nil else { throw .idTaken(id) }
        guard found.deliveries < DeliveryNumber.indexes else {
            throw .limit("event \(event) has \(found.deliveries) deliveries; publish it anew")
        }
        try connection.run(
            """
            UPDATE {events} SET deliveries = deliveries + 1, open = open + 1 WHERE position = ?1
            """,
            found.position
        )
        let number = DeliveryNumber(position: found.position, index: found.deliveries)
        try enqueue(number, to: target, kind: .manual, id: id)
    }
}
