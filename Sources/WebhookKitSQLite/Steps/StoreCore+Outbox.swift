import WebhookKit

extension StoreCore {
    /// Moves what hosts have left in the outbox into the events, matched to webhooks (B-5).
    ///
    /// - Returns: whether there is more of it.
    func drainOutbox() throws(StoreError) -> Bool {
        guard !isOutboxEmpty else { return false }
        let limit = outboxEventBytes
        // The size before the bytes: whoever can write the table may have written a gigabyte.
        let rows = try connection.all(
            """
            SELECT number, organization, environment, id, type, key, audience, occurred_at,
                data_offset,
                max(length(organization), length(environment), length(id), length(type),
                    coalesce(length(key), 0)),
                length(body), CASE WHEN length(body) <= ?1 THEN body END
            FROM {outbox} WHERE problem IS NULL ORDER BY number LIMIT 256
            """,
            limit + Self.mostEnvelope
        ) { row in
            let event = Result { () throws(StoreError) in
                try row.outboxEvent(limit: limit, at: place("outbox", row.int(0)))
            }
            return (number: row.int(0), event: event)
        }
        for (number, event) in rows {
            if let problem = try take(event) {
                // It stays for people to look at.
                try connection.run(
                    "UPDATE {outbox} SET problem = ?2 WHERE number = ?1",
                    number,
                    problem
                )
            } else {
                try connection.run("DELETE FROM {outbox} WHERE number = ?1", number)
            }
        }
        isOutboxEmpty = rows.count < 256
        return !isOutboxEmpty
    }

    /// What an envelope has besides the data, at most.
    private static var mostEnvelope: Int { 4096 }

    /// Publishes a row; gives why it cannot be an event, or not any more.
    private func take(_ row: Result<Event, StoreError>) throws(StoreError) -> String? {
        do throws(StoreError) {
            let event = try row.get()
            // Somebody may have published under its key between its insertion and now.
            let step = try AppendPlan.step(for: event) { (key, scope) throws(StoreError) in
                try stored(key, in: scope)
            } isTaken: { (id, scope) throws(StoreError) in
                try isTaken(id, in: scope)
            }
            if case .store = step { _ = try store(event) }
            return nil
        } catch {
            // What it refers to cannot be read, or it would pass a limit: nothing was written.
            guard error.rowFault != nil || Self.refusals.contains(error.code) else { throw error }
            return error.rowFault?.problem ?? error.message
        }
    }

    /// What says that a row cannot be an event, or not any more.
    private static var refusals: [StoreError.Code] { [.limit, .keyReused, .conflict] }
}

extension Statement {
    /// Checks a row as publishing checks an event (B-5): somebody may have written it by hand.
    fileprivate func outboxEvent(
        limit: Int,
        at place: RowPlace
    ) throws(StoreError) -> Event {
        let refuse = { (problem: String) in StoreError.unreadable(place, problem) }
        guard int(9) <= 1024 else { throw refuse("a name is too long") }
        guard isNull(6) else {
            // Who publishes chooses no receiver: not even an inactive one would be safe from it.
            throw refuse("audience: an event goes to all who have subscribed; leave it out")
        }
        let key = optionalText(5)
        if let key, !(1...256).contains(key.utf8.count) { throw refuse("key: use 1 to 256 bytes") }
        let (offset, body) = (Int(clamping: int(8)), bytes(11))
        let size = Int(clamping: int(10))
        guard offset >= 0, offset < size - 1 else { throw refuse("data_offset: not in the body") }
        guard !isNull(11), size - offset - 1 <= limit else {
            throw refuse("body: more than \(limit) bytes of data; see outboxEventBytes")
        }
        guard offset < body.count - 1 else { throw refuse("data_offset: not in the body") }
        let data = Array(body[offset..<body.count - 1])
        do throws(JSONProblem) {
            try JSONScanner.check(data)
        } catch {
            throw refuse("body: \(error)")
        }
        let event = Event(
            id: try Decoding.id(text(3), at: place),
            scope: try Decoding.scope(text(1), text(2), at: place),
            type: try Decoding.type(text(4), at: place),
            occurredAt: Timestamp(millisecondsSinceEpoch: int(7)),
            data: data,
            idempotencyKey: key.map { ExactText($0) }
        )
        guard event.body == body, event.dataOffset == offset else {
            throw refuse("body: it says something else than the columns")
        }
        return event
    }
}
