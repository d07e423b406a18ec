import Testing
import WebhookKit
import WebhookKitTesting

/// What is refused names the field as the caller knows it, however deep it is checked (W-9).
@Suite struct NamedFieldsTests {
    private static let sound = EventDraft(.taskCreated, json: Array("1".utf8), in: .default)

    private static func drafts(_ change: (inout EventDraft) throws -> Void) rethrows -> [EventDraft]
    {
        var draft = sound
        try change(&draft)
        return [sound, draft]
    }

    private func refusal(_ drafts: [EventDraft]) async throws -> FieldError? {
        let harness = try Harness(configure: {
            $0.limits.eventBytes = 100
            $0.limits.eventsPerCall = 3
        }) { _ in .status(200) }
        return await #expect(throws: FieldError.self) {
            try await harness.service.publishAll(drafts)
        }
    }

    @Test func fieldsOfAnEventHaveItsPlaceInFront() async throws {
        let unknown: EventType = "TASK_CREATE"
        let cases: [(drafts: [EventDraft], field: String, code: FieldError.Code)] = [
            (Self.drafts { $0.type = unknown }, "events[1].type", .unknownType),
            (Self.drafts { $0.type = .ping }, "events[1].type", .invalid),
            (Self.drafts { $0.json = [] }, "events[1].data", .invalid),
            (
                Self.drafts { $0.json = Array(repeating: UInt8(ascii: "1"), count: 101) },
                "events[1].data", .tooLarge
            ),
            (Self.drafts { $0.idempotencyKey = "" }, "events[1].idempotencyKey", .invalid),
            (Array(repeating: Self.sound, count: 4), "events", .tooLarge),
        ]
        for (drafts, field, code) in cases {
            let error = try await refusal(drafts)
            #expect(error?.field == field)
            #expect(error?.code == code)
        }
    }

    @Test func fieldsOfAConfigurationAreItsProperties() throws {
        let cases: [(field: String, change: (inout WebhookService.Configuration) -> Void)] = [
            ("policy.gaps[1]", { $0.policy.gaps[1] = .seconds(-1) }),
            ("limits.webhooksPerScope", { $0.limits.webhooksPerScope = 0 }),
            ("limits.responseBytesKept", { $0.limits.responseBytesKept = -1 }),
            ("concurrency", { $0.concurrency = 0 }),
        ]
        for (field, change) in cases {
            let error = #expect(throws: FieldError.self) {
                try Harness(configure: change) { _ in .status(200) }
            }
            #expect(error?.field == field)
        }
    }

    @Test func aTypeInADocumentHasItsIndexAndItsCode() throws {
        let json = #"{"id":"a","url":"b","events":["TASK_CLOSED","TASK_CREATE"]}"#
        let error = #expect(throws: FieldError.self) {
            try WebhookDocument(json: Array(json.utf8))
        }
        #expect(error?.field == "events[1]")
        #expect(error?.code == .unknownType)
        #expect(error?.message.hasSuffix("did you mean TASK_CREATED?") == true)
    }

    @Test func aHostPatternIsNoURL() {
        for text in ["10.0.0.1", "*.", ""] {
            let error = #expect(throws: FieldError.self) { try HostPattern(text) }
            #expect(error?.field == "host")
        }
    }
}
