import Testing
import WebhookKit
import WebhookKitSQLite
import WebhookKitTesting

/// Inbound triggers over a SQLite file (I-2): several processes, and a crash.
struct TriggerTests {
    private let folder: TemporaryFolder
    private let clock = ManualClock()
    private let seen = Recorded<String>()

    init() throws {
        folder = try TemporaryFolder()
    }

    private func open() async throws -> (SQLiteWebhookStore, TokenService, TriggerService) {
        let store = try await SQLiteWebhookStore(path: folder.at("w.sqlite"), clock: clock)
        let tokens = try TokenService(store: store, clock: clock)
        let seen = seen
        let triggers = try TriggerService(
            store: store,
            tokens: tokens,
            handlers: [
                TriggerHandler("take", accepts: String.self, answers: String.self) { text, _ in
                    seen.record(text)
                    return text
                }
            ]
        )
        return (store, tokens, triggers)
    }

    private func request(_ token: TokenSecret, _ text: String, key: String) -> TriggerRequest {
        TriggerRequest(
            trigger: "take",
            headers: [
                token.bearerHeader(), HeaderField("content-type", "application/json"),
                HeaderField("idempotency-key", key),
            ],
            body: Array("\"\(text)\"".utf8)
        )
    }

    @Test func ofCallsWithOneKeyFromTwoStoresOneIsHandled() async throws {
        let (first, tokens, here) = try await open()
        let (second, _, there) = try await open()
        let token = try await tokens.tokens(in: .default, as: .host).create().secret
        try await here.triggers(in: .default, as: .host).create(
            TriggerDraft(name: "Take", handler: "take", idempotencyHeader: "idempotency-key"),
            id: Trigger.ID("take")
        )
        for number in 0..<20 {
            let call = request(token, "\(number)", key: "k\(number)")
            async let one = here.handle(call, in: .default)
            async let other = there.handle(call, in: .default)
            let statuses = await [one.status, other.status]
            #expect(statuses.contains(200))
            #expect(statuses.allSatisfy { [200, 409].contains($0) })
        }
        #expect(seen.elements == (0..<20).map(String.init))
        await first.close()
        await second.close()
    }

    @Test func whatWasAcceptedOutlivesItsProcess() async throws {
        let (first, tokens, here) = try await open()
        let token = try await tokens.tokens(in: .default, as: .host).create().secret
        try await here.triggers(in: .default, as: .host).create(
            TriggerDraft(name: "Take", handler: "take", mode: .durable),
            id: Trigger.ID("take")
        )
        for number in 0..<40 {
            let answer = await here.handle(request(token, "\(number)", key: ""), in: .default)
            #expect(answer.status == 202)
        }
        await first.close()
        let (second, _, there) = try await open()
        let (third, _, beside) = try await open()
        async let one = there.drain()
        async let other = beside.drain()
        #expect(await one.handled + other.handled == 40)
        #expect(Set(seen.elements).count == 40)
        #expect(seen.elements.count == 40)
        await second.close()
        await third.close()
    }
}
