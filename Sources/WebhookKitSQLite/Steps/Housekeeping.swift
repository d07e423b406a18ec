import WebhookKit
import WebhookKitSQL

/// A bounded piece of housekeeping; see ``WebhookStore/maintain(_:)``.
///
/// Sweeps what is void, looks again at events that were kept, and removes what nothing needs any more.
struct Housekeeping {
    let core: StoreCore
    /// How many rows it may still look at.
    private var budget: Int
    private var report = MaintenanceReport()
    private let recoveryWindow: Duration

    init(_ core: StoreCore, _ request: MaintenanceRequest) {
        self.core = core
        budget = request.limit
        recoveryWindow = request.recoveryWindow
    }

    mutating func run() throws(StoreError) -> MaintenanceReport {
        try Comparison(core: core).compareSome()
        // Behind those of webhooks that cannot be read, which stay for a version that can.
        var place = Int64.min
        let kept = KeptEvents(core: core)
        while budget > 0, try sweepSome(after: &place) {}
        let last = core.time.steady(before: recoveryWindow)
        while budget > 0, try kept.releaseSome(&budget) {}
        while budget > 0, try pruneSome(upTo: last) {}
        while budget > 0, try clearSome() {}
        report.hasMore = try hasHousekeeping(upTo: last, sweepsAfter: place)
        try giveBackPages()
        return report
    }

    private func hasHousekeeping(
        upTo last: Int64,
        sweepsAfter place: Int64
    ) throws(StoreError) -> Bool {
        try core.connection.first(
            """
            SELECT EXISTS (SELECT 1 FROM {sweeps} WHERE place > ?3)
                OR EXISTS (SELECT 1 FROM {scopes} WHERE organization IS NULL)
                OR EXISTS (
                    SELECT 1 FROM {kept} INDEXED BY {kept_released} WHERE released IS NOT NULL
                )
                OR EXISTS (
                    SELECT 1 FROM {events} INDEXED BY {events_free}
                    WHERE open = 0 AND pins = 0 AND last_use BETWEEN ?2 AND ?1
                )
            """,
            last,
            Withheld.end,
            place
        ) { $0.int(0) != 0 } ?? false
    }

    // MARK: Void deliveries

    /// Goes on with the first sweep there is; false when there is none.
    private mutating func sweepSome(after place: inout Int64) throws(StoreError) -> Bool {
        let sweep = try core.connection.first(
            """
            SELECT place, lane, webhook, after FROM {sweeps}
            WHERE place > ?1 ORDER BY place LIMIT 1
            """,
            place
        ) { (place: $0.int(0), lane: $0.int(1), webhook: $0.int(2), after: $0.int(3)) }
        guard let sweep else { return false }
        let records = try core.connection.all(
            """
            SELECT {*delivery}
            FROM {deliveries} d INDEXED BY {deliveries_lane}
            CROSS JOIN {events} e ON e.position = d.number / 65536
            WHERE d.lane = ?1 AND d.number > ?2 ORDER BY d.number LIMIT ?3
            """,
            sweep.lane,
            sweep.after,
            budget
        ) { row throws(StoreError) in
            // What cannot be read is passed over.
            let record = try core.readable { () throws(StoreError) in
                try Row<DeliveryColumn>(row).record { core.place("deliveries", $0) }
            }
            return (number: Row<DeliveryColumn>(row).int(.number), record: record)
        }
        var isReadable = false
        let webhook = try core.readable { () throws(StoreError) -> WebhookEntry? in
            let webhook = try core.webhook(sweep.webhook)
            if webhook != nil { _ = try core.queue(sweep.webhook) }
            isReadable = true
            return webhook
        }
        guard isReadable else {
            // Nobody can say here what it takes.
            place = sweep.place
            return true
        }
        for (_, record) in records {
            guard let record, try skip(record, webhook) else { continue }
            report.skipped += 1
        }
        if records.count < budget {
            try core.connection.run("DELETE FROM {sweeps} WHERE place = ?1", sweep.place)
        } else if let last = records.last {
            try core.connection.run(
                "UPDATE {sweeps} SET after = ?2 WHERE place = ?1",
                sweep.place,
                last.number
            )
        }
        budget -= max(1, records.count)
        return true
    }

    /// Marks a delivery skipped if it is void.
    private func skip(
        _ record: DeliveryRecord,
        _ webhook: WebhookEntry?
    ) throws(StoreError) -> Bool {
        var record = record
        guard let webhook else {
            // Nobody counts any more what a removed webhook has.
            record.status = .skipped
            record.due = nil
            record.lane = nil
            try core.deliveries.noteUse(of: record.event, isOver: true, pins: 0)
            try core.deliveryTable.update(record)
            return true
        }
        // The result of a leased one is still recorded.
        guard record.status != .leased, core.deliveries.isVoid(record, for: webhook) else {
            return false
        }
        let queue = try core.queue(webhook.number)
        try core.deliveries.takeOut(record, of: queue)
        if webhook.record.counts(record.kind, generation: Int(record.generation)) {
            core.touch(queue)
            queue.skipped += 1
            queue.isDirty = true
        }
        record.status = .skipped
        record.due = nil
        try core.deliveries.place(record, in: queue)
        return true
    }

    // MARK: Events that nothing needs

    private mutating func pruneSome(upTo last: Int64) throws(StoreError) -> Bool {
        let events = try core.connection.all(
            """
            SELECT e.position, e.deliveries, coalesce(k.position <= e.position, 0)
            FROM {events} e INDEXED BY {events_free} LEFT JOIN {kept} k ON k.scope = e.scope
            WHERE e.open = 0 AND e.pins = 0 AND e.last_use BETWEEN ?3 AND ?1
            ORDER BY e.last_use LIMIT ?2
            """,
            last,
            budget,
            Withheld.end
        ) { (position: $0.int(0), deliveries: $0.int(1), isKept: $0.int(2) != 0) }
        for (position, deliveries, isKept) in events where budget > 0 {
            guard !isKept else {
                try core.eventTable.withhold(position)
                budget -= 1
                continue
            }
            try removeEvent(at: position)
            budget -= 1 + Int(max(0, min(deliveries, DeliveryNumber.indexes)))
            report.pruned += 1
        }
        return !events.isEmpty
    }

    /// Removes events of a removed organization, and its scope behind the last one.
    private mutating func clearSome() throws(StoreError) -> Bool {
        let scope = try core.connection.first(
            "SELECT number FROM {scopes} WHERE organization IS NULL LIMIT 1"
        ) { $0.int(0) }
        guard let scope else { return false }
        if try ChapterRows(core: core).clear(scope, &budget) { return true }
        let events = try core.connection.all(
            "SELECT position, deliveries FROM {events} WHERE scope = ?1 LIMIT ?2",
            scope,
            budget
        ) { (position: $0.int(0), deliveries: $0.int(1)) }
        for (position, deliveries) in events where budget > 0 {
            try removeEvent(at: position)
            budget -= 1 + Int(max(0, min(deliveries, DeliveryNumber.indexes)))
        }
        guard events.isEmpty else { return true }
        try core.connection.run("DELETE FROM {scopes} WHERE number = ?1", scope)
        budget -= 1
        return true
    }

    private func removeEvent(at position: Int64) throws(StoreError) {
        let range = DeliveryNumber.range(of: position)
        try core.connection.run(
            "DELETE FROM {deliveries} WHERE number BETWEEN ?1 AND ?2",
            range.first,
            range.last
        )
        // Its body goes with it.
        try core.connection.run("DELETE FROM {events} WHERE position = ?1", position)
    }

    // MARK: Pages

    /// Gives free pages back to the file system, a few at a time, once there are many.
    private func giveBackPages() throws(StoreError) {
        let free = try core.connection.first("PRAGMA freelist_count") { $0.int(0) } ?? 0
        let all = try core.connection.first("PRAGMA page_count") { $0.int(0) } ?? 0
        guard free > 1000, free > all / 4 else { return }
        try core.connection.run("PRAGMA incremental_vacuum(256)")
    }
}
