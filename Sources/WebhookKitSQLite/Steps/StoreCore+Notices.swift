import WebhookKit
import WebhookKitSQL

extension StoreCore {
    /// Stores a notice unless its id is known; ids are known for ever.
    func add(_ notice: Notice) throws(StoreError) {
        try connection.run(
            """
            INSERT INTO {notices} (organization, id, content, lease_end) VALUES (?1, ?2, ?3, 0)
            ON CONFLICT (id) DO NOTHING
            """,
            notice.scope.organization.name,
            notice.id.string,
            try Encoding.json(notice)
        )
    }

    /// Stores the notice of a delivery that was just parked.
    func addParkingNotice(of parked: ParkedDelivery, to webhook: WebhookEntry) throws(StoreError) {
        try add(webhook.record.parkingNotice(of: parked, at: time.now))
    }

    /// Forgets and leases notices; see ``WebhookStore/notices(_:)``.
    func handOut(_ request: NoticeRequest) throws(StoreError) -> [Notice] {
        for id in request.acknowledging {
            try connection.run("UPDATE {notices} SET content = NULL WHERE id = ?1", id.string)
        }
        let rows = try connection.all(
            """
            SELECT number, content FROM {notices} INDEXED BY {notices_pending}
            WHERE content IS NOT NULL AND lease_end <= ?1 ORDER BY number LIMIT ?2
            """,
            time.steady,
            max(0, request.limit)
        ) { (number: $0.int(0), content: $0.bytes(1)) }
        var notices: [Notice] = []
        for (number, content) in rows {
            // One that cannot be read is passed over, and stays.
            let notice = try readable { () throws(StoreError) in
                try Decoding.json(Notice.self, content, at: place("notices", number))
            }
            if let notice { notices.append(notice) }
            try connection.run(
                "UPDATE {notices} SET lease_end = ?2 WHERE number = ?1",
                number,
                time.steady(after: request.lease)
            )
        }
        return notices
    }
}
