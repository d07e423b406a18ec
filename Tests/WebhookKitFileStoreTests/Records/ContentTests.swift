import Testing
import WebhookKit
import WebhookKitFileStore

struct ContentTests {
    static let bodies: [[UInt8]] = [
        [],
        Array(#"{"a":"ü 👩🏽‍🚀 \n \u0000"}"#.utf8),
        Array("{\r\"a\": 1\t}".utf8),
        Array("{\n\"a\": 1\n}".utf8),
        Array("}".utf8),
        Array("\"}}\",\"body\":".utf8),
        Array(Samples.oddText.utf8),
        [0x00],
        [0x0A],
        [0x22, 0x80, 0x22],
        [0xED, 0xA0, 0x80],
        [0xF0, 0x9F, 0x91],
        Array(0...255),
        Array(repeating: 0x61, count: 100_000),
    ]

    @Test(arguments: bodies)
    func eventsKeepTheirBytes(body: [UInt8]) throws {
        let only = Event.Audience.only(try Webhook.ID("wh_1"))
        let events = [
            try Samples.event(body: body),
            try Samples.event(body: body, key: Samples.oddText, occurredAt: .min, dataOffset: 0),
            try Samples.event(body: body, key: "", audience: only, occurredAt: .max),
            try Samples.event(body: body, audience: only, occurredAt: -1, dataOffset: .max),
        ]
        var names = NameCache()
        for event in events {
            let content = EventContent.encode(event)
            #expect(!content.contains { $0 == 0x0A || $0 == 0 })
            #expect(try EventContent.decode(content[...], names: &names) == event)
        }
    }

    @Test func validBodiesStandInTheLineAsTheyAre() throws {
        let body = Array(#"{"id":"evt_1","data":{"b":[1, 2]}}"#.utf8)
        let content = EventContent.encode(try Samples.event(body: body))
        let expected =
            #""id":"evt_1","organization":"acme","environment":"sandbox","type":"invoice.paid","#
            + #""occurredAt":1767225599123,"dataOffset":3,"body":"#
        #expect(content == Array(expected.utf8) + body)
    }

    @Test(arguments: bodies)
    func attemptsKeepTheirBytes(body: [UInt8]) throws {
        let attempt = try Samples.attempt(body: body)
        let content = AttemptContent.encode(attempt)
        #expect(throws: Never.self) { try JSONScanner.check(content) }
        #expect(try AttemptContent.decode(content[...]) == attempt)
    }

    @Test(arguments: [
        Duration.zero, .milliseconds(-7), .nanoseconds(1), .seconds(Int64.max),
        Duration(secondsComponent: .min, attosecondsComponent: 0),
        Duration(secondsComponent: 1, attosecondsComponent: 1),
    ])
    func attemptsKeepTheirDuration(duration: Duration) throws {
        let attempt = try Samples.attempt(body: nil, duration: duration)
        #expect(try AttemptContent.decode(AttemptContent.encode(attempt)[...]) == attempt)
    }

    @Test(arguments: AttemptFailure.Kind.allCases)
    func attemptsKeepTheirFailure(kind: AttemptFailure.Kind) throws {
        var attempt = try Samples.attempt(body: nil)
        attempt.failure = AttemptFailure(kind: kind, status: nil, detail: "")
        #expect(try AttemptContent.decode(AttemptContent.encode(attempt)[...]) == attempt)
        attempt.failure = nil
        #expect(try AttemptContent.decode(AttemptContent.encode(attempt)[...]) == attempt)
    }

    @Test func readsEscapesThatItDoesNotWrite() throws {
        var attempt = try Samples.attempt(body: Array("BODY".utf8))
        let written = String(decoding: AttemptContent.encode(attempt), as: UTF8.self)
        let foreign = written.replacing("BODY", with: #"\u00FC\ud83d\ude80\/\b\f"#)
        attempt.response?.body = Array("ü🚀/\u{8}\u{C}".utf8)
        #expect(try AttemptContent.decode(Array(foreign.utf8)[...]) == attempt)
    }

    @Test(arguments: [
        #"\ud83d"#, #"\ude80"#, #"\ud83d\u0041"#, #"\u12g4"#, #"\x"#, "\u{1}", #"\"#, "\n",
    ])
    func refusesBrokenEscapes(text: String) throws {
        let attempt = try Samples.attempt(body: Array("BODY".utf8))
        let written = String(decoding: AttemptContent.encode(attempt), as: UTF8.self)
        let broken = Array(written.replacing("BODY", with: text).utf8)
        #expect(throws: RecordProblem.self) { try AttemptContent.decode(broken[...]) }
    }
}
