import WebhookKit
import WebhookKitSQL

/// When a webhook comes next: its place in the rotation, or its timer (D-10, D-11).
struct QueueHeads {
    let core: StoreCore

    /// Finds a queue's turn or timer anew, by what waits in it now.
    func findTurn(of queue: Queue) throws(StoreError) {
        defer { queue.needsTurn = false }
        guard queue.turn == nil else { return }
        // A webhook whose rows cannot be read sleeps alone, and is looked at again now and then: they
        // may be mended, or read by the next version.
        var isReadable = false
        let start = try core.readable { () throws(StoreError) -> Int64? in
            let start = try self.start(of: queue)
            isReadable = true
            return start
        }
        var timer = isReadable ? nil : core.time.steady &+ Self.unreadablePause
        if let start, start <= core.time.steady {
            queue.turn = core.counters.nextTurn()
            queue.isDirty = true
            try makeReady(ScopePlace(scope: queue.scope, group: queue.responsiveness))
        } else if isReadable {
            timer = start
        }
        if queue.timer != timer {
            queue.timer = timer
            queue.isDirty = true
        }
    }

    /// How long a webhook rests that cannot be read, in milliseconds.
    static var unreadablePause: Int64 { 60_000 }

    /// Puts a scope into a group's rotation unless it is there.
    private func makeReady(_ place: ScopePlace) throws(StoreError) {
        guard core.scopesInTurn.insert(place).inserted else { return }
        try core.turnTable.insert(core.counters.nextTurn(), of: place)
    }

    /// Writes a scope's turn in a group's rotation; nil takes it out.
    func write(_ turn: Int64?, of place: ScopePlace) throws(StoreError) {
        if let turn { return try core.turnTable.update(turn, of: place) }
        core.scopesInTurn.remove(place)
        try core.turnTable.delete(place)
    }

    /// Takes a scope that is removed out of all rotations.
    func removeTurns(of scope: Int64) throws(StoreError) {
        for group in Responsiveness.allCases {
            try write(nil, of: ScopePlace(scope: scope, group: group))
        }
    }

    /// When the queue's next delivery may begin; nil when it has none, or the webhook is saturated: a
    /// settlement makes it come back.
    private func start(of queue: Queue) throws(StoreError) -> Int64? {
        guard queue.waiting > 0, let webhook = try core.webhook(queue.webhook) else { return nil }
        guard !isSaturated(queue, webhook.record.webhook) else { return nil }
        var due: Int64?
        if queue.manual > 0 { due = try firstDue(in: queue.manualLane) }
        if queue.sends {
            let subscribed =
                webhook.record.webhook.flow.isOrdered
                ? try firstInOrder(of: queue, webhook).flatMap { candidate in candidate.due }
                : try firstDue(of: queue, webhook)
            if let subscribed { due = min(due ?? subscribed, subscribed) }
        }
        guard let due else { return nil }
        return max(due, earliestStart(of: queue, webhook))
    }

    /// When the first subscribed delivery that is not void is due.
    private func firstDue(
        of queue: Queue,
        _ webhook: WebhookEntry
    ) throws(StoreError) -> Int64? {
        guard webhook.record.dropped != DroppedTypes() else { return try firstDue(in: queue.lane) }
        let records = try deliveries(byDueTimeIn: queue.lane, limit: Self.mostVoid)
        // One that cannot be read counts: it is set aside when it is read to be leased.
        let live = records.first {
            $0.record.map { !core.deliveries.isVoid($0, for: webhook) } ?? true
        }
        if let live { return live.due }
        // Behind so many void ones there may be others; the sweep is on its way to them.
        return records.count < Self.mostVoid ? nil : core.time.steady
    }

    private func deliveries(
        byDueTimeIn lane: Int64,
        limit: Int
    ) throws(StoreError) -> [(due: Int64, record: DeliveryRecord?)] {
        try core.connection.all(
            """
            SELECT {*delivery}
            FROM {deliveries} d INDEXED BY {deliveries_due}
            LEFT JOIN {events} e ON e.position = d.number / 65536
            WHERE d.lane = ?1 AND d.due IS NOT NULL ORDER BY d.due, d.number LIMIT ?2
            """,
            lane,
            limit
        ) { row throws(StoreError) in
            let record = try core.readable { () throws(StoreError) in
                try Row<DeliveryColumn>(row).record { core.place("deliveries", $0) }
            }
            return (due: Row<DeliveryColumn>(row).int(.due), record: record)
        }
    }

    private func firstDue(in lane: Int64) throws(StoreError) -> Int64? {
        try core.connection.first(
            """
            SELECT due FROM {deliveries} INDEXED BY {deliveries_due}
            WHERE lane = ?1 AND due IS NOT NULL ORDER BY due LIMIT 1
            """,
            lane
        ) { $0.int(0) }
    }

    /// When the rate limit lets a delivery begin.
    func earliestStart(of queue: Queue, _ webhook: WebhookEntry) -> Int64 {
        guard webhook.record.webhook.flow.deliveriesPerSecond != nil else { return .min }
        let record = queue.complete(webhook.record)
        return core.time.steady(at: record.earliestStart(at: core.time.now))
    }

    /// Whether the webhook has as many leases as it may have, by the latest claim's default.
    private func isSaturated(_ queue: Queue, _ webhook: Webhook) -> Bool {
        webhook.flow.room(
            beside: Int(queue.leased),
            in: queue.responsiveness,
            default: Int(core.counters.concurrency)
        ) <= 0
    }

    // MARK: Strict order

    /// The delivery whose turn it is in strict order.
    func firstInOrder(
        of queue: Queue,
        _ webhook: WebhookEntry
    ) throws(StoreError) -> DeliveryRecord? {
        let skipsParked = webhook.record.webhook.flow.skipsParked
        let first = try firstOpen(
            of: queue,
            webhook,
            besidesParked: skipsParked,
            besidesUnreadable: false
        )
        return first
    }

    /// The open subscribed delivery of least position that is not void.
    ///
    /// - Parameters:
    ///   - isPassedOver: whether parked ones are.
    ///   - passesUnreadable: whether those are that cannot be read: nothing follows from them.
    ///   - pages: how often it looks at ``mostVoid`` further ones.
    func firstOpen(
        of queue: Queue,
        _ webhook: WebhookEntry,
        besidesParked isPassedOver: Bool = false,
        besidesUnreadable passesUnreadable: Bool = true,
        pages: Int = 1
    ) throws(StoreError) -> DeliveryRecord? {
        var last: Int64 = -1
        for _ in 0..<pages {
            let rows = try inOrder(of: queue, webhook, isPassedOver, after: last)
            for (_, row) in rows {
                switch row {
                case .success(let record) where !core.deliveries.isVoid(record, for: webhook):
                    return record
                case .failure(let error) where !passesUnreadable || error.rowFault == nil:
                    throw error
                case .success, .failure: break
                }
            }
            guard let next = rows.last else { return nil }
            last = next.number
        }
        return nil
    }

    private func inOrder(
        of queue: Queue,
        _ webhook: WebhookEntry,
        _ isPassedOver: Bool,
        after last: Int64
    ) throws(StoreError) -> [(number: Int64, record: Result<DeliveryRecord, StoreError>)] {
        // Void ones among them come from types that were removed; the sweep will have them soon.
        try core.connection.all(
            """
            SELECT {*delivery}
            FROM {deliveries} d INDEXED BY {deliveries_lane}
            CROSS JOIN {events} e ON e.position = d.number / 65536
            WHERE d.lane = ?1 AND d.number > ?2 AND d.status <> ?4 ORDER BY d.number LIMIT ?3
            """,
            queue.lane,
            last,
            webhook.record.dropped == DroppedTypes() ? 1 : Self.mostVoid,
            // No status is negative: by default a parked one holds back the others.
            isPassedOver ? DeliveryRecord.Status.parked.rawValue : -1
        ) { row in
            let record = Result { () throws(StoreError) in
                try Row<DeliveryColumn>(row).record { core.place("deliveries", $0) }
            }
            return (number: Row<DeliveryColumn>(row).int(.number), record: record)
        }
    }

    /// How many void deliveries one look at a queue passes over.
    static var mostVoid: Int { 256 }
}
