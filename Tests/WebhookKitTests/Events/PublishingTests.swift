import Testing
import WebhookKit
import WebhookKitTesting

/// What `publish` accepts, stores and refuses (Fault 49).
@Suite struct PublishingTests {
    private func draft(_ json: String, type: EventType = .taskCreated) -> EventDraft {
        EventDraft(type, json: Array(json.utf8), in: .default)
    }

    /// E-4, E-5; Fault 49.
    @Test(arguments: [
        "0", "null", #""""#, #"{"a":1,"a":2}"#, #"{"e":"\u0000"}"#, " {\n\t} ",
        String(repeating: "9", count: 100_000), #"{"text":"Zoë 🎉"}"#,
    ])
    func dataIsSentByteForByte(json: String) async throws {
        let harness = try Harness()
        try await harness.virtually {
            let envelope = try await harness.webhook("envelope")
            let data = try await harness.webhook("data") { $0.bodyForm = .data }
            let publication = try await harness.service.publish(draft(json))
            _ = await harness.service.drain()
            for (hook, expected) in [
                (
                    envelope,
                    #"{"id":"\#(publication.id)","type":"TASK_CREATED","#
                        + #""timestamp":"2026-01-01T00:00:00.000Z","data":\#(json)}"#
                ), (data, json),
            ] {
                let call = try #require(
                    harness.transport.calls.first { $0.request.url == hook.webhook.url }
                )
                #expect(Array(call.request.body) == Array(expected.utf8))
                let verifier = WebhookVerifier(secrets: [hook.secret], clock: harness.clock)
                #expect(throws: Never.self) {
                    try verifier.verify(
                        headers: call.request.headers,
                        body: Array(call.request.body)
                    )
                }
            }
        }
    }

    @Test(arguments: ["", "{", "\u{FEFF}{}", "{} {}", "NaN", "'a'", "01", "[1,]"])
    func whatIsNotJSONIsRefused(json: String) async throws {
        let harness = try Harness()
        await #expect { try await harness.service.publish(draft(json)) } throws: { error in
            let error = error as? FieldError
            return error?.field == "events[0].data" && error?.message.hasPrefix("JSON, ") == true
        }
    }

    /// E-4.
    @Test func invalidUTF8AndDepthAreRefused() async throws {
        let harness = try Harness()
        let bodies: [[UInt8]] = [
            [0x22, 0xFF, 0x22], Array(repeating: UInt8(ascii: "["), count: 10_000),
            [0x22, 0xED, 0xA0, 0x80, 0x22],
        ]
        for body in bodies {
            await #expect(throws: FieldError.self) {
                try await harness.service.publish(
                    EventDraft(.taskCreated, json: body, in: .default)
                )
            }
        }
    }

    /// E-8.
    @Test func sizeIsLimitedExactly() async throws {
        let harness = try Harness(configure: { $0.limits.eventBytes = 1000 }) { _ in .status(200) }
        let fits = draft("\"" + String(repeating: "x", count: 998) + "\"")
        let tooLarge = draft("\"" + String(repeating: "x", count: 999) + "\"")
        try await harness.service.publish(fits)
        await #expect { try await harness.service.publish(tooLarge) } throws: { error in
            let error = error as? FieldError
            return error?.field == "events[0].data" && error?.code == .tooLarge
        }
    }

    @Test func oneBadDraftStoresNothingOfTheCall() async throws {
        let harness = try Harness()
        try await harness.virtually {
            _ = try await harness.webhook()
            await #expect {
                try await harness.service.publishAll([draft("1"), draft("2"), draft("{")])
            } throws: { error in
                (error as? FieldError)?.field == "events[2].data"
            }
            _ = await harness.service.drain()
            #expect(harness.transport.calls.isEmpty)
        }
    }

    /// E-3.
    @Test func unknownTypesAreRefusedWithTheNearestName() async throws {
        let harness = try Harness()
        let type: EventType = "CONVERSATION_CLOSE"
        await #expect { try await harness.service.publish(draft("1", type: type)) } throws: {
            "\($0)".contains("CONVERSATION_CLOSED")
        }
    }

    @Test func aRepeatedKeyGivesTheFirstEvent() async throws {
        let harness = try Harness()
        try await harness.virtually {
            _ = try await harness.webhook()
            var draft = draft(#"{"n":1}"#)
            draft.idempotencyKey = "order-1"
            let first = try await harness.service.publish(draft)
            try await harness.clock.sleep(for: .seconds(5))
            let second = try await harness.service.publish(draft)
            #expect(second.isDuplicate && second.id == first.id && !first.isDuplicate)
            draft.json = Array(#"{"n":2}"#.utf8)
            await #expect { try await harness.service.publish(draft) } throws: {
                ($0 as? StoreError)?.code == .keyReused
            }
            _ = await harness.service.drain()
            #expect(harness.transport.calls.count == 1)
        }
    }

    @Test func equalValuesEncodeToEqualBytes() throws {
        let values = (0..<20).map { ("key\($0)", $0) }
        let one = Dictionary(uniqueKeysWithValues: values)
        let other = Dictionary(uniqueKeysWithValues: values.reversed())
        let (first, second) = (
            try EventDraft(.taskCreated, one, in: .default),
            try EventDraft(.taskCreated, other, in: .default)
        )
        #expect(first.json == second.json)
    }

    /// E-7.
    @Test func cancelledBeforeHandOverStoresNothing() async throws {
        let harness = try Harness()
        let task = Task {
            unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
            return try await harness.publish()
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        let claim = try await harness.store.claim(
            ClaimRequest(owner: WorkerID("w"), limit: 1, isIdle: true)
        )
        #expect(claim.deliveries.isEmpty && claim.nextDue == nil)
    }

    /// E-9.
    @Test func hostCodeIsTestedWithARecordingPublisher() async throws {
        struct Shop {
            let publisher: any WebhookPublisher
            func close() async throws {
                try await publisher.publish(.conversationClosed, ["id": "c42"], in: .default)
            }
        }
        let publisher = RecordingPublisher()
        try await Shop(publisher: publisher).close()
        #expect(publisher.drafts.elements.map(\.type) == [.conversationClosed])
        #expect(publisher.drafts.elements.first?.json == Array(#"{"id":"c42"}"#.utf8))
    }
}
