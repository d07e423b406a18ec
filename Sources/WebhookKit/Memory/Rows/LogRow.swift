/// An event in a webhook's log.
package struct LogRow {
    package let event: EventRow
    package internal(set) var status: LogEntry.Status
    /// Newest first.
    package internal(set) var attempts: [AttemptRow]

    /// The latest attempt's.
    package var number: Int64 { attempts.first?.number ?? 0 }

    /// How many attempts there were, also those that are left out.
    package var total: Int { attempts.first?.ordinal ?? 0 }

    /// Puts the whole entry together.
    func entry(from contents: any RowContents) throws(StoreError) -> LogEntry {
        let stored = StoredEvent(
            event: try contents.event(of: event),
            position: event.position,
            appendedAt: event.appendedAt
        )
        var whole: [Attempt] = []
        for attempt in attempts { whole.append(try contents.attempt(of: attempt)) }
        return LogEntry(
            event: stored,
            status: status,
            attempts: whole,
            omittedAttempts: max(0, total - whole.count)
        )
    }
}

/// An attempt in a log: its content may be elsewhere.
package final class AttemptRow {
    /// Rises with every attempt that is logged anywhere in the store.
    package let number: Int64
    /// Counts the attempts of its entry, from 1; 0 until it stands in one.
    package internal(set) var ordinal = 0
    /// Where the content is.
    package var place: Place
    /// The content, for as long as it is held in memory.
    package var held: Held<Attempt>?

    init(number: Int64, place: Place, held: Held<Attempt>?) {
        self.number = number
        self.place = place
        self.held = held
    }
}
