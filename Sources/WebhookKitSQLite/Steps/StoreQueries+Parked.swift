import WebhookKit
import WebhookKitSQL

/// Deliveries that were set aside until people look at them (D-13).
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
