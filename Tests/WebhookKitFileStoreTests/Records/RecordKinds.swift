import WebhookKit
import WebhookKitFileStore

/// Every record that is written and read as one value; events and attempts have content besides.
enum RecordKinds {
    static func plain() throws -> [Record] {
        let (smallest, greatest) = (Int64.min, Int64.max)
        let organization = try Organization("acme-1")
        let notices = try ["ntc_1", "ntc_2"].map { try Notice.ID($0) }
        return [
            .header(FileHeader(store: Samples.oddText, file: .journal, number: 1)),
            .header(
                FileHeader(
                    format: .max,
                    store: "",
                    file: .snapshot,
                    number: .min,
                    previousLength: greatest
                )
            ),
            .webhook(number: .max, record: try Samples.webhook()),
            .health(webhook: 3, health: try Samples.health()),
            .health(webhook: 0, health: WebhookHealth(state: .paused(nil))),
            .counters(
                WebhookCounters(
                    webhook: 1,
                    skipped: 0,
                    nextStart: nil,
                    rest: .zero,
                    responsiveness: .unproven
                )
            ),
            .counters(
                WebhookCounters(
                    webhook: -1,
                    skipped: .max,
                    nextStart: Timestamp(millisecondsSinceEpoch: smallest),
                    rest: .nanoseconds(-1_500_000_001),
                    responsiveness: .prompt
                )
            ),
            .removed(webhook: 12),
            .organizationRemoved(organization),
            .deliveries([]),
            .deliveries(
                try Samples.deliveries().enumerated().map { index, delivery in
                    DeliveryChange(
                        position: Position(greatest - Int64(index)),
                        index: index,
                        delivery: delivery
                    )
                }
            ),
            .notice(try Samples.notice()),
            .acknowledged([]),
            .acknowledged(notices),
            .knownNotices(organization: organization, notices: notices),
            .knownNotices(organization: .default, notices: []),
            .pruned([]),
            .pruned([Position(smallest), Position(0), Position(greatest)]),
            .row(try Samples.row(#"{"a": "b"}"#)),
            .row(try Samples.row("[1,\n2]")),
            .row(try Samples.row(nil)),
            .kept(try Samples.scope(), from: Position(greatest)),
            .kept(try Samples.scope(), from: nil),
            .counts(HighestNumbers(position: Position(greatest), logNumber: 0, webhook: -9)),
            .end(SnapshotEnd(journal: 7, length: greatest)),
            .end(SnapshotEnd(journal: 1, length: 0, sum: .max, lines: .max)),
            .store(StoreMarker(format: .max, store: Samples.oddText, journal: 1)),
        ]
    }

    /// One line of every kind, without its line feed.
    static func lines(checksum: @escaping LineChecksum = Samples.checksum) throws -> [[UInt8]] {
        var lines = try plain().map { try line(of: $0, checksum: checksum) }
        let bodies: [[UInt8]] = [Array(#"{"a":"ü"}"#.utf8), [0x22, 0x0A, 0x80, 0x00]]
        for body in bodies {
            let event = try Samples.event(
                body: body,
                key: Samples.oddText,
                audience: .only(try Webhook.ID("wh_1"))
            )
            var writer = RecordWriter(checksum: checksum)
            writer.safe = 4096
            let content = EventContent.encode(event)
            writer.event(
                position: Position(4),
                at: Samples.time,
                deliveries: try Samples.deliveries(),
                content: content[...],
                more: true
            )
            lines.append(writer.bytes.dropLast())
            writer = RecordWriter(checksum: checksum)
            let attempt = AttemptContent.encode(try Samples.attempt(body: body))
            writer.attempt(
                webhook: 3,
                position: Position(4),
                number: 5,
                status: .debug,
                limit: 100,
                content: attempt[...]
            )
            lines.append(writer.bytes.dropLast())
        }
        return lines
    }

    static func line(
        of record: Record,
        checksum: @escaping LineChecksum = Samples.checksum
    ) throws -> [UInt8] {
        var writer = RecordWriter(checksum: checksum)
        try writer.write(record)
        return writer.bytes.dropLast()
    }
}

extension RecordWriter {
    /// Writes any record that has no content.
    mutating func write(_ record: Record, more: Bool = false) throws {
        switch record {
        case .header(let value): header(value)
        case .webhook(let number, let record):
            try webhook(number: number, record: record, more: more)
        case .health(let webhook, let value):
            try health(webhook: webhook, health: value, more: more)
        case .counters(let value): counters(value, more: more)
        case .removed(let webhook): removed(webhook: webhook, more: more)
        case .organizationRemoved(let value): organizationRemoved(value, more: more)
        case .deliveries(let changes): deliveries(changes, more: more)
        case .notice(let value): try notice(value, more: more)
        case .acknowledged(let notices): acknowledged(notices, more: more)
        case .knownNotices(let organization, let notices):
            knownNotices(organization: organization, notices: notices, more: more)
        case .pruned(let positions): pruned(positions, more: more)
        case .row(let change): row(change, more: more)
        case .kept(let scope, let position): kept(scope, from: position, more: more)
        case .counts(let value): counts(value, more: more)
        case .end(let value): end(value)
        case .store(let value): store(value)
        case .event, .attempt: preconditionFailure("has content")
        }
    }
}

extension LineReader {
    /// Reads a line that is not kept elsewhere.
    mutating func read(bytes: [UInt8]) throws(RecordProblem) -> Line {
        try read(bytes[...])
    }
}
