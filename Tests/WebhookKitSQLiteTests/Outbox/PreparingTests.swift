import Testing
import WebhookKit
import WebhookKitTesting

/// Preparing is publishing without storing (B-5: "checked all the same").
struct PreparingTests {
    private let transport = ScriptedTransport()
    private let service: WebhookService

    init() throws {
        var configuration = WebhookService.Configuration()
        configuration.limits.eventBytes = 100
        service = try WebhookService(
            store: InMemoryWebhookStore(),
            transport: transport,
            configuration: configuration,
            resolver: ScriptedResolver()
        )
    }

    @Test(arguments: [
        EventDraft(.customerCreated, json: Array("{".utf8), in: .default),
        EventDraft(.customerCreated, json: [0x22, 0xFF, 0x22], in: .default),
        EventDraft(
            .customerCreated,
            json: Array(repeating: UInt8(ascii: "1"), count: 101),
            in: .default
        ),
        EventDraft(.customerCreated, json: [0x31], in: .default, idempotencyKey: ""),
        EventDraft(
            .customerCreated,
            json: [0x31],
            in: .default,
            idempotencyKey: String(repeating: "k", count: 257)
        ),
    ])
    func whatPublishingRefusesPreparingRefusesAlike(draft: EventDraft) async throws {
        let refusal = await #expect(throws: FieldError.self) {
            try await service.publish(draft)
        }
        #expect(throws: try #require(refusal)) { try service.prepare(draft) }
    }

    @Test func anUnknownTypeIsRefusedAlike() async throws {
        let draft = EventDraft("TASK_CREATE", json: [0x31], in: .default)
        let refusal = await #expect(throws: FieldError.self) {
            try await service.publish(draft)
        }
        #expect(refusal?.code == .unknownType)
        #expect(throws: try #require(refusal)) { try service.prepare(draft) }
    }

    @Test func anEventIsWhatPublishingWouldStore() throws {
        let draft = EventDraft(
            .taskCreated,
            json: Array("[1]".utf8),
            in: Scope(organization: try Organization("acme")),
            idempotencyKey: "k",
            id: try Event.ID("mine"),
            occurredAt: Timestamp(millisecondsSinceEpoch: 1_767_225_600_000)
        )
        let event = try service.prepare(draft)
        #expect(event.id.string == "mine")
        #expect(event.scope == draft.scope)
        #expect(event.type == .taskCreated)
        #expect(event.idempotencyKey == "k")
        #expect(event.audience == .subscribers)
        #expect(
            String(decoding: event.body, as: UTF8.self)
                == #"{"id":"mine","type":"TASK_CREATED","timestamp":"2026-01-01T00:00:00.000Z","#
                + #""data":[1]}"#
        )
        #expect(event.data.elementsEqual("[1]".utf8))
    }

    @Test func dataIsEncodedAsPublishingDoes() throws {
        let event = try service.prepare(
            .taskCreated,
            ["b": "/", "a": "é"],
            in: .default,
            idempotencyKey: "k"
        )
        #expect(event.data.elementsEqual(#"{"a":"é","b":"/"}"#.utf8))
        #expect(event.scope == .default)
    }

    @Test func preparingStoresNothing() async throws {
        let draft = WebhookDraft(name: "all", url: "https://all.example/", events: .all)
        _ = try await service.webhooks.create(draft, ping: .skipped)
        let event = try service.prepare(
            EventDraft(.taskCreated, json: [0x31], in: .default, idempotencyKey: "k")
        )
        _ = await service.drain()
        #expect(transport.calls.isEmpty)
        let publication = try await service.publish(
            EventDraft(.taskCreated, json: [0x32], in: .default, idempotencyKey: "k", id: event.id)
        )
        #expect(!publication.isDuplicate)
        _ = await service.drain()
        #expect(transport.calls.count == 1)
    }
}
