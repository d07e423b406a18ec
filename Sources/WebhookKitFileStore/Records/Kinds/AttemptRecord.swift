package import WebhookKit

/// An attempt was logged. The record is without the attempt itself.
package struct AttemptRecord: Sendable, Hashable {
    /// The webhook's number.
    package var webhook: Int
    /// The event's position.
    package var position: Position
    /// The number of the log entry.
    package var number: Int64
    /// How the event stands in the log.
    package var status: LogEntry.Status
    /// How many events the webhook's log may hold.
    package var limit: Int
    /// Counts the attempts of the event; nil for the one after the last that was written.
    package var ordinal: Int?
    /// Where in the line the content stands; see ``AttemptContent/decode(_:)``.
    package var content: Range<Int>

    /// Puts a record together.
    package init(
        webhook: Int,
        position: Position,
        number: Int64,
        status: LogEntry.Status,
        limit: Int,
        ordinal: Int? = nil,
        content: Range<Int>
    ) {
        self.ordinal = ordinal
        self.webhook = webhook
        self.position = position
        self.number = number
        self.status = status
        self.limit = limit
        self.content = content
    }
}

extension AttemptRecord: JournalRecord {
    package static var kind: StaticString { "attempt" }

    package static func read(
        _ cursor: inout RecordCursor,
        names: inout NameCache
    ) throws(RecordProblem) -> Self {
        try cursor.skip(#""webhook":"#)
        let webhook: Int = try cursor.number()
        try cursor.skip(#","position":"#)
        let position = Position(try cursor.number())
        try cursor.skip(#","number":"#)
        let number: Int64 = try cursor.number()
        try cursor.skip(#","status":""#)
        let status: LogEntry.Status = try cursor.name()
        try cursor.skip(#","limit":"#)
        let limit: Int = try cursor.number()
        var ordinal: Int?
        if cursor.takes(#","ordinal":"#) { ordinal = try cursor.number() }
        try cursor.skip(#","attempt":"#)
        return AttemptRecord(
            webhook: webhook,
            position: position,
            number: number,
            status: status,
            limit: limit,
            ordinal: ordinal,
            content: try cursor.skipToEnd(but: 1)
        )
    }

    package func load(into loader: inout StoreLoader, from line: LinePlace) -> Bool {
        loader.loadAttempt(
            number,
            at: line.place(of: content),
            as: status,
            of: position,
            to: webhook,
            limit: limit,
            ordinal: ordinal
        )
    }
}

extension RecordWriter {
    /// Writes an attempt that the log keeps.
    ///
    /// - Parameter content: What ``AttemptContent/encode(_:)`` gave.
    /// - Returns: Where the content stands in ``bytes``.
    @discardableResult
    package mutating func attempt(
        webhook: Int,
        position: Position,
        number: Int64,
        status: LogEntry.Status,
        limit: Int,
        ordinal: Int? = nil,
        content: ArraySlice<UInt8>,
        more: Bool = false
    ) -> Range<Int> {
        bytes.reserveCapacityForAppending(content.count + 200)
        let start = begin(AttemptRecord.kind, more: more)
        bytes.append(#""webhook":"#)
        bytes.append(number: webhook)
        bytes.append(#","position":"#)
        bytes.append(number: position.number)
        bytes.append(#","number":"#)
        bytes.append(number: number)
        bytes.append(#","status":""#)
        bytes.append(contentsOf: status.rawValue.utf8)
        bytes.append(#"","limit":"#)
        bytes.append(number: limit)
        if let ordinal {
            bytes.append(#","ordinal":"#)
            bytes.append(number: ordinal)
        }
        bytes.append(#","attempt":"#)
        let place = bytes.count..<(bytes.count + content.count)
        bytes.append(contentsOf: content)
        end(start)
        return place
    }
}

extension AttemptRecord: SnapshotRecord {
    /// An attempt whose content is still where it was.
    private struct Kept: Sendable {
        let position: Position
        let number: Int64
        let status: LogEntry.Status
        let limit: Int
        /// Said where attempts of the entry were left out before it.
        let ordinal: Int?
        let place: Place
    }

    static func write(
        of source: some SnapshotSource,
        within bounds: SnapshotBounds,
        to file: inout SnapshotFile
    ) throws {
        for webhook in try source.read({ $0.state.webhooks.all.map(\.number) }) {
            let (attempts, files) = try source.read { view in
                let attempts = kept(in: view, of: webhook, within: bounds)
                return (attempts, view.contents.files(of: attempts.map(\.place)))
            }
            for attempt in attempts {
                let content = try files.read(attempt.place)
                let place = try file.addContent { writer in
                    writer.attempt(
                        webhook: webhook,
                        position: attempt.position,
                        number: attempt.number,
                        status: attempt.status,
                        limit: attempt.limit,
                        ordinal: attempt.ordinal,
                        content: content[...]
                    )
                }
                file.places.attempts.append((webhook, attempt.number, place))
            }
        }
    }

    /// A webhook's log, in the order in which it came about.
    private static func kept(
        in view: SnapshotView,
        of webhook: Int,
        within bounds: SnapshotBounds
    ) -> [Kept] {
        let log = view.state.webhooks[webhook]?.log ?? []
        let attempts = log.flatMap { row in
            let count = row.attempts.count
            return row.attempts.enumerated().map { index, attempt in
                Kept(
                    position: row.event.position,
                    number: attempt.number,
                    status: row.status,
                    limit: log.count,
                    ordinal: attempt.ordinal == count - index ? nil : attempt.ordinal,
                    place: attempt.place
                )
            }
        }
        return attempts.filter { $0.number <= bounds.highest.logNumber }
            .sorted { $0.number < $1.number }
    }
}
