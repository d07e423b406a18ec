import WebhookKit

/// Deliveries that were set aside until people look at them (D-13).
extension StoreCore {
    /// Changes a parked delivery by a pure step.
    func changeParked(
        _ id: Delivery.ID,
        in scope: Scope,
        by step: (inout Delivery) -> Void
    ) throws(StoreError) {
        guard let number = try numberOfParked(id), var record = try delivery(number),
            let webhook = try webhook(record.webhook), webhook.scope.scope == scope
        else { throw .notParked(id) }
        let queue = try queue(record.webhook)
        try takeOut(record, of: queue)
        var delivery = try value(of: record, to: webhook)
        step(&delivery)
        adopt(delivery, into: &record, due: time.steady)
        // What waited behind it is free now, too.
        counters.work += 1
        try place(record, in: queue)
    }

    /// Gives a parked delivery up, also one whose row cannot be read.
    func drop(_ id: Delivery.ID, in scope: Scope) throws(StoreError) {
        let dropped = try readable { () throws(StoreError) in
            try changeParked(id, in: scope) { $0.drop() }
            return true
        }
        guard dropped == nil, let number = try numberOfParked(id) else { return }
        let webhook = try connection.first(
            """
            SELECT p.webhook FROM {parked} p
            JOIN {webhooks} w ON w.number = p.webhook JOIN {scopes} s ON s.number = w.scope
            WHERE p.number = ?1 AND s.organization = ?2 AND s.environment = ?3
            """,
            number,
            scope.organization.name,
            scope.environment.name
        ) { $0.int(0) }
        guard let webhook else { throw .notParked(id) }
        try connection.run("DELETE FROM {parked} WHERE number = ?1", number)
        try connection.run(
            "UPDATE {deliveries} SET status = 4, lane = NULL, due = NULL WHERE number = ?1",
            number
        )
        try connection.run(
            "UPDATE {events} SET open = open - 1, last_use = max(last_use, ?2) WHERE position = ?1",
            DeliveryNumber(number).position,
            time.steady
        )
        try readable { () throws(StoreError) in try queue(webhook).needsTurn = true }
        counters.work += 1
    }

    private func numberOfParked(_ id: Delivery.ID) throws(StoreError) -> Int64? {
        try connection.first("SELECT number FROM {parked} WHERE id = ?1", id.string) { $0.int(0) }
    }

    /// Stores the notice of a delivery that was just parked.
    func addParkingNotice(of parked: ParkedDelivery, to webhook: WebhookEntry) throws(StoreError) {
        try add(webhook.record.parkingNotice(of: parked, at: time.now))
    }
}

extension StoreQueries {
    /// Reads parked deliveries; see ``WebhookStore/parked(_:)``.
    func parked(_ query: ParkedQuery) throws(StoreError) -> ParkedPage {
        let limit = max(0, min(query.limit, Int.max - 1))
        // Few by nature, so that no index is kept for scopes.
        let rows = try connection.all(
            """
            SELECT p.number, p.id, w.id, d.expired_leases, e.id
            FROM {parked} p
            CROSS JOIN {webhooks} w ON w.number = p.webhook
            CROSS JOIN {scopes} s ON s.number = w.scope
            CROSS JOIN {deliveries} d ON d.number = p.number
            LEFT JOIN {events} e ON e.position = p.number / 65536
            WHERE p.number > ?1 AND s.organization = ?2 AND s.environment = ?3
                AND (?4 IS NULL OR w.id = ?4)
            ORDER BY p.number LIMIT ?5
            """,
            query.cursor?.number ?? -1,
            query.scope.organization.name,
            query.scope.environment.name,
            query.webhookID?.string,
            limit + 1
        ) { row throws(StoreError) in
            let number = row.int(0)
            let place = connection.place("parked", number)
            let parked = try readable { () throws(StoreError) in
                ParkedDelivery(
                    try Decoding.id(row.text(1), at: place),
                    to: try Decoding.id(row.text(2), at: place),
                    of: try? row.optionalText(4).map { try Event.ID($0) },
                    expiredLeases: Int(clamping: row.int(3))
                )
            }
            return (number: number, parked: parked)
        }
        let page = rows.prefix(limit)
        return ParkedPage(
            deliveries: page.compactMap(\.parked),
            next: rows.count > limit
                ? ParkedCursor(number: page.last?.number ?? query.cursor?.number ?? -1) : nil
        )
    }
}
