import WebhookKit
import WebhookKitSQL

/// What hosts have left in the outbox.
struct OutboxStep {
    let core: StoreCore

    /// Moves what hosts have left in the outbox into the events, matched to webhooks (B-5).
    ///
    /// - Returns: whether there is more of it.
    func drain() throws(StoreError) -> Bool {
        guard !core.isOutboxEmpty else { return false }
        let limit = core.outboxEventBytes
        // The size before the bytes: whoever can write the table may have written a gigabyte.
        let rows = try core.connection.all(
            """
            SELECT {*outbox}
            FROM {outbox} WHERE problem IS NULL ORDER BY number LIMIT 256
            """,
            limit + Self.mostEnvelope
        ) { statement in
            let row = Row<OutboxColumn>(statement)
            let event = Result { () throws(StoreError) in
                try row.event(limit: limit, at: core.place("outbox", row.int(.number)))
            }
            return (number: row.int(.number), event: event)
        }
        for (number, event) in rows {
            if let problem = try take(event) {
                // It stays for people to look at.
                try core.connection.run(
                    "UPDATE {outbox} SET problem = ?2 WHERE number = ?1",
                    number,
                    problem
                )
            } else {
                try core.connection.run("DELETE FROM {outbox} WHERE number = ?1", number)
            }
        }
        core.isOutboxEmpty = rows.count < 256
        return !core.isOutboxEmpty
    }

    /// What an envelope has besides the data, at most.
    private static var mostEnvelope: Int { 4096 }

    /// Publishes a row; gives why it cannot be an event, or not any more.
    private func take(_ row: Result<Event, StoreError>) throws(StoreError) -> String? {
        do throws(StoreError) {
            let event = try row.get()
            // Somebody may have published under its key between its insertion and now.
            let step = try AppendPlan.step(for: event) { (key, scope) throws(StoreError) in
                try AppendStep(core: core).stored(key, in: scope)
            } isTaken: { (id, scope) throws(StoreError) in
                try AppendStep(core: core).isTaken(id, in: scope)
            }
            if case .store = step { _ = try AppendStep(core: core).store(event) }
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
