import WebhookKit

/// Holds the contents of the latest events, so that what is sent at once is not read from the disk.
struct ContentCache {
    private let limit: Int
    private var size = 0
    private var events = FIFO<EventRow>()
    private var attempts: [AttemptRow] = []

    init(limit: Int) {
        self.limit = limit
    }

    /// Notes an event whose content is held.
    mutating func hold(_ row: EventRow) {
        events.append(row)
        size += Int(row.place.count)
    }

    /// Notes attempts whose contents are let go at the next trimming.
    mutating func release(_ rows: [AttemptRow]) {
        attempts += rows
    }

    /// Lets go of the oldest contents above the limit; all of them must be in the file.
    mutating func trim() {
        for row in attempts { row.held = nil }
        attempts.removeAll(keepingCapacity: true)
        while size > limit, let row = events.popFirst() {
            row.held = nil
            size -= Int(row.place.count)
        }
    }
}
