package import WebhookKit

/// What changes in a webhook's record at every delivery.
package struct WebhookCounters: Sendable, Hashable {
    /// The webhook's number.
    package var webhook: Int
    /// See ``WebhookRecord/skippedEvents``.
    package var skipped: Int
    /// See ``WebhookRecord/nextStart``.
    package var nextStart: Timestamp?
    /// See ``WebhookRecord/startRest``.
    package var rest: Duration
    /// See ``WebhookRecord/responsiveness``.
    package var responsiveness: Responsiveness

    /// Puts counters together.
    package init(
        webhook: Int,
        skipped: Int,
        nextStart: Timestamp?,
        rest: Duration,
        responsiveness: Responsiveness
    ) {
        self.responsiveness = responsiveness
        self.webhook = webhook
        self.skipped = skipped
        self.nextStart = nextStart
        self.rest = rest
    }
}

extension WebhookCounters: PlainRecord {
    package static var kind: StaticString { "counters" }

    package static func read(
        _ cursor: inout RecordCursor,
        names: inout NameCache
    ) throws(RecordProblem) -> Self {
        try cursor.skip(#""webhook":"#)
        let webhook: Int = try cursor.number()
        try cursor.skip(#","skipped":"#)
        let skipped: Int = try cursor.number()
        try cursor.skip(#","nextStart":"#)
        let nextStart = try cursor.timestampOrNull()
        try cursor.skip(#","rest":"#)
        return WebhookCounters(
            webhook: webhook,
            skipped: skipped,
            nextStart: nextStart,
            rest: try cursor.duration(),
            responsiveness: try responsiveness(&cursor)
        )
    }

    /// Prompt where an earlier version has written the line, until it shows otherwise.
    private static func responsiveness(
        _ cursor: inout RecordCursor
    ) throws(RecordProblem) -> Responsiveness {
        guard cursor.takes(#","responsiveness":"#) else { return .prompt }
        return Responsiveness(rawValue: try cursor.number()) ?? .unproven
    }

    package func append(to bytes: inout [UInt8]) {
        bytes.append(#""webhook":"#)
        bytes.append(number: webhook)
        bytes.append(#","skipped":"#)
        bytes.append(number: skipped)
        bytes.append(#","nextStart":"#)
        bytes.append(number: nextStart?.millisecondsSinceEpoch)
        bytes.append(#","rest":"#)
        bytes.append(duration: rest)
        bytes.append(#","responsiveness":"#)
        bytes.append(number: responsiveness.rawValue)
    }

    package func load(into loader: inout StoreLoader, from line: LinePlace) -> Bool {
        loader.loadCounters(
            of: webhook,
            skipped: skipped,
            nextStart: nextStart,
            startRest: rest,
            responsiveness: responsiveness
        )
    }
}

extension WebhookCounters {
    /// A webhook's counters as they are now.
    init(_ row: WebhookRow) {
        self.init(
            webhook: row.number,
            skipped: row.record.skippedEvents,
            nextStart: row.record.nextStart,
            rest: row.record.startRest,
            responsiveness: row.record.responsiveness
        )
    }
}
