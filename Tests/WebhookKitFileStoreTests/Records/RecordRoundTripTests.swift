import Testing
import WebhookKit
import WebhookKitFileStore

struct RecordRoundTripTests {
    @Test func givesBackEveryRecord() throws {
        for record in try RecordKinds.plain() {
            var writer = RecordWriter(checksum: Samples.checksum)
            writer.safe = .max
            try writer.write(record, more: true)
            #expect(writer.bytes.last == 0x0A)
            var reader = LineReader(checksum: Samples.checksum)
            let line = try reader.read(bytes: writer.bytes.dropLast())
            #expect(AnyHashable(line.record) == AnyHashable(record))
            #expect(line.safe == .max)
            #expect(line.more)
        }
    }

    @Test(arguments: [0, 1, 1000])
    func givesBackEventsWithManyDeliveries(count: Int) throws {
        let states = try Samples.deliveries()
        let deliveries = (0..<count).map { states[$0 % states.count] }
        let event = try Samples.event(body: Array("[1]".utf8), key: "k")
        let content = EventContent.encode(event)
        var writer = RecordWriter(checksum: Samples.checksum)
        writer.write(RemovedWebhook(webhook: 1))
        let start = writer.bytes.count
        let place = writer.event(
            position: Position(.max),
            at: Samples.time,
            deliveries: deliveries,
            content: content[...]
        )
        #expect(Array(writer.bytes[place]) == content)

        let line = Array(writer.bytes[start...].dropLast())
        var reader = LineReader(checksum: Samples.checksum)
        let read = try reader.read(line[...])
        let record = try #require(read.record as? EventRecord)
        #expect(!read.more)
        #expect(record.position == Position(.max))
        #expect(record.at == Samples.time)
        #expect(record.deliveries == deliveries)
        #expect(record.head.id == event.id)
        #expect(record.head.scope == event.scope)
        #expect(record.head.type == event.type)
        #expect(record.head.occurredAt == event.occurredAt)
        #expect(record.head.key == "k")
        #expect(record.head.audience == .subscribers)
        #expect(record.head.dataOffset == event.dataOffset)
        #expect(Array(line[record.content]) == content)
    }

    @Test(arguments: [LogEntry.Status.success, .debug, .error])
    func givesBackAttempts(status: LogEntry.Status) throws {
        let content = AttemptContent.encode(try Samples.attempt(body: Array(0...255)))
        var writer = RecordWriter(checksum: Samples.checksum)
        let place = writer.attempt(
            webhook: .max,
            position: Position(.min),
            number: .max,
            status: status,
            limit: 0,
            content: content[...],
            more: true
        )
        #expect(Array(writer.bytes[place]) == content)
        var reader = LineReader(checksum: Samples.checksum)
        let line = try reader.read(bytes: writer.bytes.dropLast())
        #expect(line.more)
        #expect(
            line.record as? AttemptRecord
                == AttemptRecord(
                    webhook: .max,
                    position: Position(.min),
                    number: .max,
                    status: status,
                    limit: 0,
                    content: place
                )
        )
    }

    @Test func everyLineIsOneLineOfJSON() throws {
        for line in try RecordKinds.lines() {
            #expect(throws: Never.self) { try JSONScanner.check(line) }
            #expect(!line.contains { $0 == 0x0A || $0 == 0 })
        }
    }

    @Test func namesOfOtherEventsAreNotMixedUp() throws {
        var reader = LineReader(checksum: Samples.checksum)
        for round in 0..<2 {
            for number in 0..<5000 {
                let event = Event(
                    restoring: try Event.ID("evt_\(number)"),
                    scope: try Samples.scope("org-\(number)"),
                    type: try EventType("type.\(number)"),
                    occurredAt: Samples.time,
                    body: [],
                    dataOffset: 0,
                    idempotencyKey: nil,
                    audience: .subscribers
                )
                let content = EventContent.encode(event)
                let read = try EventContent.decode(content[...], names: &reader.names)
                #expect(read == event, "in round \(round)")
            }
        }
    }
}
