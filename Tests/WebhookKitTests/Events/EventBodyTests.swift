import Testing

@testable import WebhookKit

@Suite struct EventBodyTests {
    private static func event(data: String, offset: Int64 = 123) throws -> Event {
        Event(
            id: try Event.ID("evt_1"),
            scope: .default,
            type: .taskCreated,
            occurredAt: Timestamp(millisecondsSinceEpoch: 1_767_225_600_000 + offset),
            data: Array(data.utf8),
            idempotencyKey: nil
        )
    }

    /// E-5.
    @Test func envelopeIsExactlyThis() throws {
        let body = try Self.event(data: #"{"a":[1,2]}"#).body
        let expected =
            #"{"id":"evt_1","type":"TASK_CREATED","timestamp":"2026-01-01T00:00:00.123Z","#
            + #""data":{"a":[1,2]}}"#
        #expect(String(decoding: body, as: UTF8.self) == expected)
    }

    @Test(arguments: ["null", "0", "\"\"", "{}", " { \"a\" : 1 } ", "[\"}\"]", "\"ü😀\""])
    func dataIsTheVerySliceThatWasPublished(_ data: String) throws {
        let event = try Self.event(data: data)
        #expect(Array(event.data) == Array(data.utf8))
        try JSONScanner.check(event.body)
    }

    @Test func sameTypeAndDataPublishTheSame() throws {
        let event = try Self.event(data: "1")
        #expect(event.publishesTheSame(as: try Self.event(data: "1", offset: 9)))
        #expect(!event.publishesTheSame(as: try Self.event(data: "1 ")))
    }
}
