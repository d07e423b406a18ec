import WebhookKit
import WebhookKitFileStore

/// Every record that is written and read as one value; events and attempts have content besides.
enum RecordKinds {
    static func plain() throws -> [any PlainRecord] {
        let (smallest, greatest) = (Int64.min, Int64.max)
        let organization = try Organization("acme-1")
        let notices = try ["ntc_1", "ntc_2"].map { try Notice.ID($0) }
        return [
            FileHeader(store: Samples.oddText, file: .journal, number: 1),
            FileHeader(
                format: .max,
                store: "",
                file: .snapshot,
                number: .min,
                previousLength: greatest
            ),
            WebhookEntry(number: .max, record: try Samples.webhook()),
            HealthChange(webhook: 3, health: try Samples.health()),
            HealthChange(webhook: 0, health: WebhookHealth(state: .paused(nil))),
            WebhookCounters(
                webhook: 1,
                skipped: 0,
                nextStart: nil,
                rest: .zero,
                responsiveness: .unproven
            ),
            WebhookCounters(
                webhook: -1,
                skipped: .max,
                nextStart: Timestamp(millisecondsSinceEpoch: smallest),
                rest: .nanoseconds(-1_500_000_001),
                responsiveness: .prompt
            ),
            RemovedWebhook(webhook: 12),
            RemovedOrganization(organization),
            DeliveryChanges([]),
            DeliveryChanges(
                try Samples.deliveries().enumerated().map { index, delivery in
                    DeliveryChange(
                        position: Position(greatest - Int64(index)),
                        index: index,
                        delivery: delivery
                    )
                }
            ),
            NoticeEntry(try Samples.notice()),
            AcknowledgedNotices([]),
            AcknowledgedNotices(notices),
            KnownNotices(organization: organization, notices: notices),
            KnownNotices(organization: .default, notices: []),
            PrunedEvents([]),
            PrunedEvents([Position(smallest), Position(0), Position(greatest)]),
            RowEntry(try Samples.row(#"{"a": "b"}"#)),
            RowEntry(try Samples.row("[1,\n2]")),
            RowEntry(try Samples.row(nil)),
            KeptEvents(try Samples.scope(), from: Position(greatest)),
            KeptEvents(try Samples.scope(), from: nil),
            HighestNumbers(position: Position(greatest), logNumber: 0, webhook: -9),
            SnapshotEnd(journal: 7, length: greatest),
            SnapshotEnd(journal: 1, length: 0, sum: .max, lines: .max),
            StoreMarker(format: .max, store: Samples.oddText, journal: 1),
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
        of record: any PlainRecord,
        checksum: @escaping LineChecksum = Samples.checksum
    ) throws -> [UInt8] {
        var writer = RecordWriter(checksum: checksum)
        try writer.write(record)
        return writer.bytes.dropLast()
    }
}

extension LineReader {
    /// Reads a line that is not kept elsewhere.
    mutating func read(bytes: [UInt8]) throws(RecordProblem) -> Line {
        try read(bytes[...])
    }
}
