package import WebhookKit

/// A webhook was created or changed by a person.
package struct WebhookEntry: Sendable, Hashable {
    /// The webhook's number.
    package var number: Int
    /// All of it.
    package var record: WebhookRecord

    /// Puts an entry together.
    package init(number: Int, record: WebhookRecord) {
        self.number = number
        self.record = record
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
        return WebhookEntry(number: number, record: try cursor.decodeRest())
    }

    package func append(to bytes: inout [UInt8]) throws(any Error) {
        bytes.append(#""number":"#)
        bytes.append(number: number)
        bytes.append(#","record":"#)
        try bytes.append(json: record)
    }

    package func load(into loader: inout StoreLoader, from line: LinePlace) -> Bool {
        loader.load(record, number: number)
    }
}

extension WebhookEntry: SnapshotRecord {
    static func write(
        of source: some SnapshotSource,
        within bounds: SnapshotBounds,
        to file: inout SnapshotFile
    ) throws {
        let entries = try source.read { view in
            view.state.webhooks.map { WebhookEntry(number: $0.number, record: $0.record) }
        }
        for entry in entries { try file.add(entry) }
    }
}
