import WebhookKit

extension StoreCore {
    /// Moves what hosts have left in the outbox into the events, matched to webhooks (SPEC B-5).
    ///
    /// - Returns: whether there is more of it.
    func drainOutbox() throws(StoreError) -> Bool {
        guard !isOutboxEmpty else { return false }
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
            switch try judge(event) {
            case .new(let event):
                _ = try store(event)
                try connection.run("DELETE FROM {outbox} WHERE number = ?1", number)
            case .duplicate:
                try connection.run("DELETE FROM {outbox} WHERE number = ?1", number)
            case .problem(let message):
                // It stays for people to look at.
                try connection.run(
                    "UPDATE {outbox} SET problem = ?2 WHERE number = ?1",
                    number,
                    message
                )
            }
        }
        isOutboxEmpty = rows.count < 256
        return !isOutboxEmpty
    }

    /// What becomes of a row.
    private enum Judgement {
        case new(Event)
        /// Somebody has published the same under its key between its insertion and now.
        case duplicate
        /// It cannot be an event, or not any more.
        case problem(String)
    }

    private func judge(_ row: Result<Event, StoreError>) throws(StoreError) -> Judgement {
        switch row {
        case .failure(let error): return .problem(error.message)
        case .success(let event):
            if let key = event.idempotencyKey, let first = try stored(key, in: event.scope) {
                return first.event.publishesTheSame(as: event)
                    ? .duplicate : .problem(StoreError.keyReused(key).message)
            }
            return try isTaken(event.id, in: event.scope)
                ? .problem("event \(event.id): the id is taken") : .new(event)
        }
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
            idempotencyKey: optionalText(5).map { ExactText($0) },
            audience: target.map { .only($0) } ?? .subscribers
        )
    }
}
