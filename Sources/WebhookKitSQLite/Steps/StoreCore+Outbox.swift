import WebhookKit

extension StoreCore {
    /// Moves what hosts have left in the outbox into the events, matched to webhooks (SPEC B-5).
    ///
    /// - Returns: whether there is more of it.
    func drainOutbox() throws(StoreError) -> Bool {
        let rows = try connection.all(
            """
            SELECT number, organization, environment, id, type, key, audience, occurred_at,
                data_offset, body
            FROM {outbox} WHERE problem IS NULL ORDER BY number LIMIT 256
            """
        ) { row in
            (number: row.int(0), event: Result { () throws(StoreError) in try row.outboxEvent() })
        }
        for (number, event) in rows {
            do throws(StoreError) {
                let event = try event.get()
                // Somebody published under its key between its insertion and now.
                if let key = event.idempotencyKey,
                    let first = try stored(key, in: event.scope)
                {
                    guard first.event.publishesTheSame(as: event) else { throw .keyReused(key) }
                } else if try isTaken(event.id, in: event.scope) {
                    throw .conflict("event \(event.id): the id is taken")
                } else {
                    _ = try store(event)
                }
                try connection.run("DELETE FROM {outbox} WHERE number = ?1", number)
            } catch {
                guard error.sqlite == nil else { throw error }
                // It stays for people to look at.
                try connection.run(
                    "UPDATE {outbox} SET problem = ?2 WHERE number = ?1",
                    number,
                    error.message
                )
            }
        }
        return rows.count == 256
    }

    private func isTaken(_ id: Event.ID, in scope: Scope) throws(StoreError) -> Bool {
        guard let entry = try self.scope(scope) else { return false }
        return try connection.first(
            "SELECT 1 FROM {events} WHERE scope = ?1 AND id = ?2",
            entry.number,
            id.string
        ) { _ in true } ?? false
    }
}

extension Statement {
    fileprivate func outboxEvent() throws(StoreError) -> Event {
        let place = "outbox, row \(int(0))"
        let audience = optionalText(6)
        let target: Webhook.ID? =
            if let audience { try Decoding.id(audience, at: place) } else { nil }
        return Event(
            id: try Decoding.id(text(3), at: place),
            scope: try Decoding.scope(text(1), text(2), at: place),
            type: try Decoding.type(text(4), at: place),
            occurredAt: Timestamp(millisecondsSinceEpoch: int(7)),
            body: bytes(9),
            dataOffset: Int(clamping: int(8)),
            idempotencyKey: optionalText(5),
            audience: target.map { .only($0) } ?? .subscribers
        )
    }
}
