import Testing
import WebhookKitTesting

@testable import WebhookKit

@Suite struct WebhookDocumentTests {
    private static let key = "whsec_" + Base64.encode(Array("0123456789abcdef01234567".utf8))

    private static func document(
        secret: SigningSecret? = nil,
        events: EventSelection = [.taskClosed, .conversationCreated]
    ) throws -> WebhookDocument {
        WebhookDocument(
            try Samples.record(events: events).webhook,
            secret: secret,
            catalog: .default
        )
    }

    private static func text(_ document: WebhookDocument) -> String {
        String(decoding: document.json, as: UTF8.self)
    }

    /// W-8.
    @Test func writesTheseBytes() throws {
        #expect(
            Self.text(try Self.document())
                == #"{"id":"wh_1","url":"https://example.com/hook","#
                + #""events":["CONVERSATION_CREATED","TASK_CLOSED"],"active":true,"#
                + #""createdAt":"2026-01-01T00:00:00.000Z","#
                + #""modifiedAt":"2026-01-01T00:00:00.000Z"}"#
        )
    }

    /// W-8.
    @Test func secretIsThereOnlyWhenGiven() throws {
        let secret = try SigningSecret(Self.key, for: .standardWebhooks)
        #expect(!Self.text(try Self.document()).contains("secret"))
        #expect(
            Self.text(try Self.document(secret: secret)).contains(#""secret":"\#(Self.key)","#)
        )
    }

    @Test func allMeansEveryTypeOfTheCatalog() throws {
        let document = try Self.document(events: .all)
        #expect(document.events == EventCatalog.default.entries.map(\.type))
        let own: EventType = "invoice.paid"
        #expect(try Self.document(events: [own, .taskClosed]).events == [.taskClosed, own])
    }

    @Test func inactiveWebhooksAreNotActiveAndPausedOnesAre() throws {
        var webhook = try Samples.record(state: .paused(nil)).webhook
        #expect(WebhookDocument(webhook, catalog: .default).isActive == true)
        webhook.health.state = .inactive(.init(reason: .gone, at: Samples.time(0), outage: nil))
        #expect(WebhookDocument(webhook, catalog: .default).isActive == false)
    }

    /// W-8.
    @Test func readsWhatItWrote() throws {
        let secret = try SigningSecret(Self.key, for: .standardWebhooks)
        for document in [try Self.document(), try Self.document(secret: secret, events: .all)] {
            #expect(try WebhookDocument(json: document.json) == document)
        }
    }

    @Test func optionalFieldsMayBeMissingOrNull() throws {
        let texts = [
            #"{"id":"x/y z","url":"not yet checked","events":[]}"#,
            #"{"id":"x/y z","url":"not yet checked","events":[],"secret":null,"active":null,"#
                + #""createdAt":null,"modifiedAt":null,"more":{"a":[1]}}"#,
        ]
        for text in texts {
            let document = try WebhookDocument(json: Array(text.utf8))
            #expect(document.id == "x/y z")
            #expect(document.secret == nil && document.isActive == nil)
            #expect(document.createdAt == nil && document.modifiedAt == nil)
            #expect(!Self.text(document).contains("null"))
        }
    }

    @Test func draftTakesTheFields() throws {
        let secret = try SigningSecret(Self.key, for: .standardWebhooks)
        let draft = try Self.document(secret: secret).draft(name: "Copy")
        #expect(draft.name == "Copy" && draft.url == "https://example.com/hook")
        #expect(draft.events == [.taskClosed, .conversationCreated])
        #expect(draft.secret == secret)
    }

    /// A sound document with one piece replaced, and the field that the error has to name.
    static let wrong: [(String, String, String)] = [
        (#""id":"a","#, "", "id"),
        (#""url":"b","#, "", "url"),
        (#","events":["TASK_CLOSED","TASK_CREATED"]"#, "", "events"),
        (#""id":"a""#, #""id":7"#, "id"),
        (#""url":"b""#, #""url":null"#, "url"),
        (#""url":"b""#, #""url":["b"]"#, "url"),
        (#""TASK_CREATED""#, #""TASK_CREATE""#, "events[1]"),
        (#""TASK_CREATED""#, #""""#, "events[1]"),
        (#""TASK_CREATED""#, #""PING""#, "events[1]"),
        (#""TASK_CREATED""#, "7", "events[1]"),
        (#""TASK_CREATED""#, "null", "events[1]"),
        (#"["TASK_CLOSED","TASK_CREATED"]"#, #""TASK_CLOSED""#, "events"),
        (#""active":true"#, #""active":"yes""#, "active"),
        (#""active":true"#, #""secret":"short""#, "secret"),
        (#""active":true"#, #""secret":true"#, "secret"),
        (#""active":true"#, #""createdAt":"yesterday""#, "createdAt"),
        (#""active":true"#, #""modifiedAt":1767225600"#, "modifiedAt"),
        (#""active":true"#, #""modifiedAt":"2026-13-01T00:00:00Z""#, "modifiedAt"),
    ]

    @Test(arguments: wrong)
    func refusesAndNamesTheField(_ old: String, _ new: String, _ field: String) throws {
        let sound =
            #"{"id":"a","url":"b","active":true,"events":["TASK_CLOSED","TASK_CREATED"]}"#
        let text = sound.replacing(old, with: new)
        try #require(text != sound)
        _ = try WebhookDocument(json: Array(sound.utf8))
        #expect {
            _ = try WebhookDocument(json: Array(text.utf8))
        } throws: {
            ($0 as? FieldError)?.field == field
        }
    }

    @Test(arguments: [
        "", "[]", "7", "null", "\"x\"", "{", "\u{FEFF}{}", "{}{}", "{\"id\":\"\\ud800\"",
    ])
    func refusesWhatIsNoObject(_ text: String) {
        #expect(throws: FieldError.self) {
            try WebhookDocument(json: Array(text.utf8))
        }
    }

    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func noBytesMakeItTrap(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let secret = try SigningSecret(Self.key, for: .standardWebhooks)
        let sound = try Self.document(secret: secret, events: .all).json
        for _ in 0..<100 {
            var bytes = sound
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let index = Int.random(in: bytes.indices, using: &random)
                bytes[index] = UInt8(random.next() & 0xFF)
            }
            if let document = try? WebhookDocument(json: bytes, catalog: .open) {
                #expect(try WebhookDocument(json: document.json, catalog: .open) == document)
            }
        }
    }

    @Test func openCatalogTakesEveryWellFormedName() throws {
        let text = #"{"id":"a","url":"b","events":["invoice.paid"]}"#
        let document = try WebhookDocument(json: Array(text.utf8), catalog: .open)
        #expect(document.events.map(\.name) == ["invoice.paid"])
    }

    @Test func errorsNeverShowTheSecret() throws {
        let text = #"{"id":"a","url":"b","events":[],"secret":"tiny5ecret"}"#
        #expect {
            _ = try WebhookDocument(json: Array(text.utf8))
        } throws: {
            !"\($0)".contains("tiny5ecret")
        }
    }
}
