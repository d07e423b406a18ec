import Testing
import WebhookKit
import WebhookKitFileStore
import WebhookKitTesting

/// Inbound triggers over the file store (I-2): keys under a race, and what is accepted stays.
struct TriggerTests {
    private let disk = SimulatedDisk(seed: 3)
    private let clock = ManualClock()
    private let seen = Recorded<String>()

    private func service(_ store: FileWebhookStore) throws -> (TokenService, TriggerService) {
        let tokens = try TokenService(store: store, clock: clock)
        let seen = seen
        let take = TriggerHandler("take", accepts: String.self) { text, _ in seen.record(text) }
        return (tokens, try TriggerService(store: store, tokens: tokens, handlers: [take]))
    }

    private func request(_ token: TokenSecret, _ text: String) -> TriggerRequest {
        TriggerRequest(
            trigger: "take",
            headers: [
                token.bearerHeader(), HeaderField("content-type", "application/json"),
                HeaderField("idempotency-key", text),
            ],
            body: Array("\"\(text)\"".utf8)
        )
    }

    @Test func aCallIsHandledOnceAndOutlivesItsProcess() async throws {
        let store = try await FileWebhookStore.open(on: disk, clock)
        let (tokens, triggers) = try service(store)
        let token = try await tokens.tokens(in: .default, as: .host).create().secret
        var draft = TriggerDraft(name: "Take", handler: "take", mode: .durable)
        draft.idempotencyHeader = "idempotency-key"
        try await triggers.triggers(in: .default, as: .host).create(draft, id: Trigger.ID("take"))
        let statuses = await withTaskGroup(of: Int.self) { group in
            for number in 0..<60 {
                let call = request(token, "\(number % 20)")
                group.addTask { await triggers.handle(call, in: .default).status }
            }
            return await group.reduce(into: [Int]()) { $0.append($1) }
        }
        #expect(Set(statuses) == [202])
        await store.close()
        let reopened = try await FileWebhookStore.open(on: disk, clock)
        let (_, again) = try service(reopened)
        #expect(await again.drain().handled == 20)
        #expect(Set(seen.elements) == Set((0..<20).map(String.init)))
        #expect(seen.elements.count == 20)
        await reopened.close()
    }
}
