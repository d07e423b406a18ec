package import WebhookKit

/// The highest numbers that a store has given out, so that none is ever used twice.
package struct HighestNumbers: Sendable, Hashable {
    /// The highest position.
    package var position: Position
    /// The highest number of a log entry.
    package var logNumber: Int64
    /// The highest number of a webhook.
    package var webhook: Int

    /// Puts the numbers together.
    package init(position: Position, logNumber: Int64, webhook: Int) {
        self.position = position
        self.logNumber = logNumber
        self.webhook = webhook
    }
}

extension HighestNumbers: PlainRecord {
    package static var kind: StaticString { "counts" }

    package static func read(
        _ cursor: inout RecordCursor,
        names: inout NameCache
    ) throws(RecordProblem) -> Self {
        try cursor.skip(#""position":"#)
        let position = Position(try cursor.number())
        try cursor.skip(#","logNumber":"#)
        let logNumber: Int64 = try cursor.number()
        try cursor.skip(#","webhook":"#)
        return HighestNumbers(
            position: position,
            logNumber: logNumber,
            webhook: try cursor.number()
        )
    }

    package func append(to bytes: inout [UInt8]) {
        bytes.append(#""position":"#)
        bytes.append(number: position.number)
        bytes.append(#","logNumber":"#)
        bytes.append(number: logNumber)
        bytes.append(#","webhook":"#)
        bytes.append(number: webhook)
    }

    package func load(into loader: inout StoreLoader, from line: LinePlace) -> Bool {
        loader.load(position: position, logNumber: logNumber, webhook: webhook)
    }
}

extension HighestNumbers: SnapshotRecord {
    static func write(
        of source: some SnapshotSource,
        within bounds: SnapshotBounds,
        to file: inout SnapshotFile
    ) throws {
        try file.add(bounds.highest)
    }
}
