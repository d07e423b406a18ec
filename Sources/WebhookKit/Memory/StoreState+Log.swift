extension StoreState {
    /// Adds an attempt to its webhook's log and moves the event's entry to the top (L-1).
    mutating func log(
        _ attempt: AttemptRow,
        as status: LogEntry.Status,
        of event: EventRow,
        to webhook: WebhookRow,
        limit: Int
    ) {
        webhook.lastLogNumber = attempt.number
        var attempts = [attempt]
        // The log is as short as its limit, so that a search is quick; the entry is mostly the last.
        let isLogged = event.pins > 0
        if isLogged, let index = webhook.log.lastIndex(where: { $0.event === event }) {
            let previous = webhook.log.remove(at: index)
            // A snapshot says it of what follows a gap; everything else follows.
            if attempt.ordinal == 0 { attempt.ordinal = previous.total + 1 }
            attempts += previous.attempts
            attempts.removeSubrange(LogEntry.omission(from: attempts.count))
        } else {
            if attempt.ordinal == 0 { attempt.ordinal = 1 }
            event.pins += 1
            event.freeStamp = 0
        }
        webhook.log.append(LogRow(event: event, status: status, attempts: attempts))
        let surplus = webhook.log.count - max(0, limit)
        guard surplus > 0 else { return }
        let dropped = webhook.log.prefix(surplus).map(\.event)
        webhook.log.removeFirst(surplus)
        for event in dropped { unpin(event) }
    }

    /// Lets go of an event that left a log.
    mutating func unpin(_ event: EventRow) {
        event.pins -= 1
        freeIfUnused(event)
    }

    /// Reads a page of a log; see ``WebhookStore/log(_:)``.
    package func log(_ query: LogQuery) throws(StoreError) -> LogPage {
        guard let webhook = scopes[query.scope]?.webhook(query.webhookID) else { return LogPage() }
        let rows = webhook.log.reversed().drop { row in
            query.cursor.map { row.number >= $0.number } ?? false
        }
        let page = rows.prefix(max(0, query.limit))
        var entries: [LogEntry] = []
        for row in page { entries.append(try entry(row)) }
        guard rows.count > page.count else { return LogPage(entries: entries) }
        let next = page.last.map { LogCursor(number: $0.number) } ?? query.cursor
        return LogPage(entries: entries, next: next ?? LogCursor(number: .max))
    }

    private func entry(_ row: LogRow) throws(StoreError) -> LogEntry {
        let event = StoredEvent(
            event: try contents.event(of: row.event),
            position: row.event.position,
            appendedAt: row.event.appendedAt
        )
        var attempts: [Attempt] = []
        for attempt in row.attempts { attempts.append(try contents.attempt(of: attempt)) }
        return LogEntry(
            event: event,
            status: row.status,
            attempts: attempts,
            omittedAttempts: max(0, row.total - attempts.count)
        )
    }
}
