package import WebhookKit

/// A webhook was created or changed by a person.
package struct WebhookEntry: Sendable, Hashable {
    /// The webhook's number.
    package var number: Int
    /// All of it; a placeholder where it cannot be read.
    package var record: WebhookRecord
    /// What stands there instead of it: a newer version wrote a value that this one does not have.
    package var unread: UnreadJSON?

    /// Puts an entry together.
    package init(number: Int, record: WebhookRecord, unread: UnreadJSON? = nil) {
        self.number = number
        self.record = record
        self.unread = unread
    }
}

extension WebhookEntry: PlainRecord {
    package static var kind: StaticString { "webhook" }

    package static func read(
        _ cursor: inout RecordCursor,
        names: inout NameCache
    ) throws(RecordProblem) -> Self {
        try cursor.skip(#""number":"#)
        let number: Int = try cursor.number()
        try cursor.skip(#","record":"#)
        let problem = cursor.problem
        switch try cursor.decodeRestIfKnown(WebhookRecord.self) {
        case .value(let record):
            return WebhookEntry(number: number, record: record)
        case .unread(let json):
            // Without id and scope nobody knows whose place it takes.
            guard let head = json.decode(WebhookHead.self) else { throw problem }
            return WebhookEntry(number: number, record: head.placeholder, unread: json)
        }
    }

    package func append(to bytes: inout [UInt8]) throws(any Error) {
        bytes.append(#""number":"#)
        bytes.append(number: number)
        bytes.append(#","record":"#)
        if let unread {
            bytes.append(contentsOf: unread.bytes)
        } else {
            try bytes.append(json: record)
        }
    }

    package func load(into loader: inout StoreLoader, from line: LinePlace) -> Bool {
        guard let unread else { return loader.load(record, number: number) }
        return loader.load(unread, as: record, number: number)
    }
}

extension WebhookEntry: SnapshotRecord {
    /// Writes webhooks, those that are set aside as they were read.
    static func write(
        of source: some SnapshotSource,
        within bounds: SnapshotBounds,
        to file: inout SnapshotFile
    ) throws {
        let webhooks = try source.read { view in
            view.state.webhooks.all.map(Told.init)
        }
        for webhook in webhooks {
            try file.add(webhook.entry)
            if let health = webhook.health { try file.add(health) }
            if let counters = webhook.counters { try file.add(counters) }
        }
    }

    /// All lines about one webhook.
    private struct Told: Sendable {
        let entry: WebhookEntry
        let health: HealthChange?
        let counters: WebhookCounters?

        init(_ row: WebhookRow) {
            let unread = row.unread
            entry = WebhookEntry(number: row.number, record: row.record, unread: unread?.record)
            health = unread?.health.map { HealthChange(webhook: row.number, health: $0) }
            // What can be read has its counters in it.
            let areBeside = unread?.record != nil && unread?.hasCounters == true
            counters = areBeside ? WebhookCounters(row) : nil
        }
    }
}
