import WebhookKit
import WebhookKitSQL

/// A delivery that is due, with its event.
///
/// A class, since it is large and goes through several lists.
final class DueDelivery {
    let record: DeliveryRecord
    let event: StoredEvent

    init(record: DeliveryRecord, event: StoredEvent) {
        self.record = record
        self.event = event
    }

    /// The longest due first.
    fileprivate var place: (Int64, Int64) { (record.due ?? 0, record.number.value) }
}

/// Reads what is due for one webhook: the head of its queue.
struct DueReader {
    let core: StoreCore

    /// What was read of a queue.
    struct Page {
        /// In the order in which they are to be leased.
        var deliveries: [DueDelivery] = []
        /// How many were asked for.
        let most: Int
        /// Whether there is no more that is due.
        var isLast = false
        /// Numbers of deliveries whose rows cannot be read.
        var damaged: [Int64] = []
        /// Whether so many void ones stand before the rest that none of it was met.
        var isHidden = false
    }

    /// Reads what is due for a webhook, in order, `most` at most.
    func read(
        _ queue: Queue,
        _ webhook: WebhookEntry,
        most: Int
    ) throws(StoreError) -> Page {
        var page = Page(most: most)
        var due: [DueDelivery] = []
        if queue.sends {
            due =
                webhook.record.webhook.flow.isOrdered
                ? try firstInOrder(of: queue, webhook)
                : try subscribed(in: queue, webhook, most: most, &page)
        }
        if queue.manual > 0 {
            due += try read(queue.manualLane, webhook, most: most, &page)
            due.sort { $0.place < $1.place }
        }
        page.isLast = due.count < most
        page.deliveries = Array(due.prefix(most))
        return page
    }

    private func subscribed(
        in queue: Queue,
        _ webhook: WebhookEntry,
        most: Int,
        _ page: inout Page
    ) throws(StoreError) -> [DueDelivery] {
        // Among them may be some of types that were removed; mostly there are none any more.
        let first = try read(queue.lane, webhook, most: most, &page)
        guard webhook.record.dropped != DroppedTypes(),
            first.contains(where: { core.deliveries.isVoid($0.record, for: webhook) })
        else { return first }
        let read = try read(queue.lane, webhook, most: most + QueueHeads.mostVoid, &page)
        let live = read.filter { !core.deliveries.isVoid($0.record, for: webhook) }
        // Those in the way are skipped by the sweep; until then the webhook is asked again.
        if live.isEmpty, read.count == most + QueueHeads.mostVoid { page.isHidden = true }
        return Array(live.prefix(most))
    }

    private func firstInOrder(
        of queue: Queue,
        _ webhook: WebhookEntry
    ) throws(StoreError) -> [DueDelivery] {
        guard let record = try core.heads.firstInOrder(of: queue, webhook), let due = record.due,
            due <= core.time.steady
        else { return [] }
        let scope = webhook.scope.scope
        guard let event = try core.connection.event(at: record.event.position, scope: scope) else {
            throw .unreadable(core.place("bodies", record.event.position), "the row is missing")
        }
        return [DueDelivery(record: record, event: event)]
    }

    private func read(
        _ lane: Int64,
        _ webhook: WebhookEntry,
        most: Int,
        _ page: inout Page
    ) throws(StoreError) -> [DueDelivery] {
        let scope = webhook.scope.scope
        let rows = try core.connection.all(
            """
            SELECT {*delivery}, {*body}
            FROM {deliveries} d INDEXED BY {deliveries_due}
            LEFT JOIN {events} e ON e.position = d.number / 65536
            LEFT JOIN {bodies} b ON b.position = e.position
            WHERE d.lane = ?1 AND d.due <= ?2 ORDER BY d.due, d.number LIMIT ?3
            """,
            lane,
            core.time.steady,
            most
        ) { row in
            let row = Row<DeliveryColumn>(row)
            return (
                row.int(.number),
                Result { () throws(StoreError) in try delivery(row, in: scope) }
            )
        }
        var due: [DueDelivery] = []
        due.reserveCapacity(rows.count)
        for (number, row) in rows {
            switch row {
            case .success(let found): due.append(found)
            // It must not hold up the others.
            case .failure(let error):
                if let fault = error.rowFault { core.faults.note(fault) }
                page.damaged.append(number)
            }
        }
        return due
    }

    private func delivery(
        _ row: Row<DeliveryColumn>,
        in scope: Scope
    ) throws(StoreError) -> DueDelivery {
        let record = try row.record { core.place("deliveries", $0) }
        let body = row.use.body
        guard !body.isNull(.body) else {
            throw .unreadable(core.place("bodies", record.event.position), "the row is missing")
        }
        let event = try record.event.stored(
            body: body.bytes(.body),
            scope: scope,
            at: core.place("events", record.event.position)
        )
        return DueDelivery(record: record, event: event)
    }
}
