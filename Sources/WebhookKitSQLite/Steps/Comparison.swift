import WebhookKit
import WebhookKitSQL

/// Counts and numbers that are kept to spare counting: compared with the rows, and put right where
/// they have drifted. What was wrong is told; it is fatal to nobody.
struct Comparison {
    let core: StoreCore

    /// Puts right the numbers that must be beyond all that are in use.
    ///
    /// A number that is far too large has no known true value: the next ones begin well behind those in
    /// use, so that none comes twice.
    func compareNumbers() throws(StoreError) {
        let used = try core.connection.first(
            """
            SELECT
                max(coalesce((SELECT max(position) FROM {events}), 0),
                    coalesce((SELECT max(number) FROM {deliveries}), 0) / 65536),
                coalesce((SELECT max(number) FROM {attempts}), 0),
                max(coalesce((SELECT max(number) FROM {scopes}), 0),
                    coalesce((SELECT max(number) FROM {webhooks}), 0),
                    coalesce((SELECT max(max(lane, manual_lane)) FROM {queues}), 0),
                    coalesce((SELECT max(lane) FROM {sweeps}), 0),
                    coalesce((SELECT max(number) FROM {holders}), 0))
            """
        ) { (position: $0.int(0), log: $0.int(1), id: $0.int(2)) }
        guard let used else { return }
        repair(&core.counters.position, "position", beyond: used.position)
        repair(&core.counters.logNumber, "log_number", beyond: used.log)
        repair(&core.counters.lastID, "last_id", beyond: used.id)
        repair(&core.counters.catalog, "catalog", beyond: 0)
        repair(&core.counters.work, "work", beyond: 0)
        repair(&core.counters.turn, "turn", beyond: 0)
        try compareTotals()
        try compareTurns()
    }

    private func repair(_ number: inout Int64, _ name: String, beyond used: Int64) {
        let used = (0..<StoreCore.mostCounted).contains(used) ? used : 0
        let isSound = (used..<StoreCore.mostCounted).contains(number)
        guard !isSound else { return }
        let right = used + (number < used ? 0 : 1 << 20)
        note(repaired: "store", 1, "\(name) was \(number): \(right)")
        number = right
    }

    /// Compares the counts of all queues together.
    private func compareTotals() throws(StoreError) {
        try core.flushQueues()
        let found = try core.connection.first(
            """
            SELECT (SELECT total(waiting) FROM {queues}), (SELECT count(*) FROM {leases})
            """
        ) { (waiting: $0.int(0), leased: $0.int(1)) }
        guard let found else { return }
        if core.counters.waiting != found.waiting,
            (0..<StoreCore.mostCounted).contains(found.waiting)
        {
            note(repaired: "store", 1, "waiting was \(core.counters.waiting): \(found.waiting)")
            core.counters.waiting = found.waiting
        }
        if !(0..<StoreCore.mostCounted).contains(core.counters.waiting) {
            core.counters.waiting = 0
        }
        if core.counters.leased != found.leased {
            note(repaired: "store", 1, "leased was \(core.counters.leased): \(found.leased)")
            core.counters.leased = found.leased
        }
    }

    /// Brings back what has fallen out of the rotations, or stands behind all that will ever be.
    private func compareTurns() throws(StoreError) {
        // Those get the latest turn that was given, so that an idle store writes nothing.
        try core.connection.run(
            "UPDATE {queues} SET turn = ?1 WHERE turn IS NOT NULL AND (turn > ?1 OR turn < 0)",
            core.counters.turn
        )
        var count = core.connection.changes
        try core.connection.run(
            "UPDATE {turns} SET turn = ?1 WHERE turn > ?1 OR turn < 0",
            core.counters.turn
        )
        count += core.connection.changes
        try core.connection.run(
            """
            INSERT INTO {turns} (scope, responsiveness, turn)
            SELECT DISTINCT scope, responsiveness, ?1 FROM {queues} WHERE turn IS NOT NULL
            ON CONFLICT DO NOTHING
            """,
            core.counters.turn
        )
        count += core.connection.changes
        guard count > 0 else { return }
        note(repaired: "turns", core.counters.turn, "\(count) turns were out of order")
        core.forgetUntouchedQueues()
    }

    // MARK: Queues

    /// How often queues are compared, in milliseconds, how many at once, and how many rows are counted
    /// for them; a longer queue is compared when it is shorter.
    private static var interval: Int64 { 30_000 }
    private static var most: Int { 128 }
    private static var mostRows: Int64 { 10_000 }

    /// Compares some queues with their rows, the next ones every time.
    func compareSome() throws(StoreError) {
        guard core.time.steady >= core.compared.next else { return }
        core.compared.next = core.time.steady &+ Self.interval
        try core.flush()
        try compareNumbers()
        let lost = try core.connection.all(
            """
            SELECT w.number FROM {webhooks} w LEFT JOIN {queues} q ON q.webhook = w.number
            WHERE q.webhook IS NULL LIMIT ?1
            """,
            Self.most
        ) { $0.int(0) }
        for webhook in lost {
            try core.readable { () throws(StoreError) in try core.queue(webhook) }
        }
        var wrong = try core.connection.all(
            """
            SELECT q.webhook FROM {queues} q
            LEFT JOIN (SELECT webhook, count(*) AS leased FROM {leases} GROUP BY webhook) l
                ON l.webhook = q.webhook
            WHERE (q.leased <> 0 OR l.leased IS NOT NULL) AND q.leased <> coalesce(l.leased, 0)
            LIMIT ?1
            """,
            Self.most
        ) { $0.int(0) }
        var next = try core.connection.all(
            """
            SELECT webhook, waiting FROM {queues} WHERE webhook > ?1 ORDER BY webhook LIMIT ?2
            """,
            core.compared.webhook,
            Self.most
        ) { (webhook: $0.int(0), waiting: $0.int(1)) }
        let isLast = next.count < Self.most
        var rows = Self.mostRows
        next = next.prefix { queue in
            defer { rows -= max(0, min(queue.waiting, Self.mostRows)) }
            return rows > 0
        }
        .map(\.self)
        core.compared.webhook = isLast && rows > 0 ? .min : next.last?.webhook ?? .min
        wrong += next.filter { $0.waiting < Self.mostRows }.map(\.webhook)
        for webhook in wrong {
            try core.readable { () throws(StoreError) in
                let queue = try core.queue(webhook)
                try recount(queue)
                if queue.turn == nil { queue.needsTurn = true }
            }
        }
    }

    /// Counts a queue's rows, and tells what was kept if it was something else.
    func recount(_ queue: Queue) throws(StoreError) {
        let found = try core.connection.first(
            """
            SELECT
                (SELECT count(*) FROM {deliveries} d INDEXED BY {deliveries_lane}
                    WHERE d.status = 0 AND d.webhook = ?1 AND d.lane IN (
                        SELECT ?2 UNION SELECT ?3 UNION SELECT lane FROM {sweeps} WHERE webhook = ?1
                    )),
                (SELECT count(*) FROM {deliveries} d INDEXED BY {deliveries_lane}
                    WHERE d.status = 0 AND d.lane = ?3),
                (SELECT count(*) FROM {leases} WHERE webhook = ?1),
                (SELECT count(*) FROM {log} WHERE webhook = ?1)
            """,
            queue.webhook,
            queue.lane,
            queue.manualLane
        ) { (waiting: $0.int(0), manual: $0.int(1), leased: $0.int(2), logged: $0.int(3)) }
        guard let found else { return }
        let before = counts(of: queue)
        (queue.waiting, queue.manual) = (found.waiting, found.manual)
        (queue.leased, queue.logged) = (found.leased, found.logged)
        if !(0..<StoreCore.mostCounted).contains(queue.skipped) { queue.skipped = 0 }
        let after = counts(of: queue)
        guard before != after else { return }
        note(repaired: "queues", queue.webhook, "\(before) was kept: \(after)")
        queue.reschedule()
        // The sum of all of them is another one now; both are compared with the rows.
        core.isCompared = false
    }

    private func counts(of queue: Queue) -> String {
        "waiting \(queue.waiting), manual \(queue.manual), leased \(queue.leased), "
            + "logged \(queue.logged), skipped \(queue.skipped)"
    }

    private func note(repaired table: String, _ number: Int64, _ problem: String) {
        core.hasRepaired = true
        let place = core.place(table, number)
        core.faults.note(
            repaired: StoreFault(
                table: place.table,
                row: String(place.number),
                problem: problem + " now"
            )
        )
    }
}
