/// The webhooks' logs: each is a list in its webhook's row, with the store's numbers.
package struct LogBook {
    /// The number of the latest attempt in any log.
    package private(set) var lastNumber: Int64 = 0

    /// The number of the attempt that is logged next.
    mutating func nextNumber() -> Int64 {
        lastNumber += 1
        return lastNumber
    }

    /// Takes over a number that was used.
    mutating func load(lastNumber number: Int64) {
        lastNumber = max(lastNumber, number)
    }

    /// Adds an attempt to its webhook's log and moves the event's entry to the top (L-1).
    ///
    /// - Returns: the events of entries that are no longer in the log, to be let go of.
    func add(
        _ attempt: AttemptRow,
        as status: LogEntry.Status,
        of event: EventRow,
        to webhook: WebhookRow,
        limit: Int
    ) -> [EventRow] {
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
        guard surplus > 0 else { return [] }
        let dropped = webhook.log.prefix(surplus).map(\.event)
        webhook.log.removeFirst(surplus)
        return dropped
    }
}

extension WebhookRow {
    /// Reads a page of its log; see ``WebhookStore/log(_:)``.
    func log(_ query: LogQuery, from contents: any RowContents) throws(StoreError) -> LogPage {
        let rows = log.reversed().drop { row in
            query.cursor.map { row.number >= $0.number } ?? false
        }
        let page = rows.prefix(max(0, query.limit))
        var entries: [LogEntry] = []
        for row in page { entries.append(try row.entry(from: contents)) }
        guard rows.count > page.count else { return LogPage(entries: entries) }
        let next = page.last.map { LogCursor(number: $0.number) } ?? query.cursor
        return LogPage(entries: entries, next: next ?? LogCursor(number: .max))
    }

    /// Notes that the content of an attempt stands elsewhere.
    package func moveAttempt(_ number: Int64, to new: Place) {
        for row in log {
            if let attempt = row.attempts.first(where: { $0.number == number }) {
                attempt.place = new
            }
        }
    }
}
