import Testing
import WebhookKit
import WebhookKitTesting

struct FaultyStoreTests {
    private let inner = InMemoryWebhookStore(clock: ManualClock())

    private func event(_ id: String) throws -> Event {
        Event(
            id: try Event.ID(id),
            scope: .default,
            type: .conversationCreated,
            occurredAt: Timestamp(millisecondsSinceEpoch: 0),
            data: [0x30],
            idempotencyKey: ExactText(id)
        )
    }

    private func code(of body: () async throws -> Void) async -> StoreError.Code? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? StoreError)?.code
        }
    }

    @Test func withoutAPlanItConforms() async {
        let conformance = StoreConformance { FaultyStore(InMemoryWebhookStore(clock: $0)) }
        let report = await conformance.report()
        #expect(report.failures == [])
        // What it does not have, the one inside does not have either.
        #expect(report.skipped.allSatisfy { !$0.reason.contains("has no part") })
    }

    @Test func hasThePartsOfTheStoreInside() {
        let memory: any WebhookStore = FaultyStore(inner)
        #expect(memory is any RowStore && memory is any EventHistory)
        #expect(!(memory is any SharedWebhookStore))
        let sending: any WebhookStore = FaultyStore(TamperedStore(inner))
        #expect(!(sending is any RowStore) && !(sending is any EventHistory))
        let shared: any WebhookStore = FaultyStore(
            PeerStore(place: PeerPlace(nil, clock: ManualClock()), number: 0)
        )
        #expect(shared is any SharedWebhookStore)
    }

    @Test func failsTheChosenCallBeforeItsEffect() async throws {
        let store = FaultyStore(inner)
        store.fail(.append, with: .before(.full("no space")), skipping: 1)
        _ = try await store.append([try event("evt_1")])
        #expect(await code { _ = try await store.append([try event("evt_2")]) } == .full)
        #expect(try await store.append([try event("evt_2")]).map(\.isDuplicate) == [false])
        #expect(store.count(of: .append) == 3)
        #expect(store.count(of: .claim) == 0)
        #expect(store.callCount == 3)
    }

    @Test func failsTheChosenCallAfterItsEffect() async throws {
        let store = FaultyStore(inner)
        store.fail(.append, with: .after(StoreError(.outcomeUnknown, "the answer is lost")))
        let code = await code { _ = try await store.append([try event("evt_1")]) }
        #expect(code == .outcomeUnknown)
        #expect(try await store.append([try event("evt_1")]).map(\.isDuplicate) == [true])
    }

    @Test(arguments: StoreCall.Verb.allCases)
    func everyVerbCanFail(_ verb: StoreCall.Verb) async throws {
        let store = FaultyStore(inner) { $0.verb == verb ? .before(.busy("planned")) : nil }
        let claim = ClaimRequest(owner: try WorkerID("wrk_1"), limit: 1, isIdle: true)
        let scope = Scope.default
        let id = try Webhook.ID("wh_1")
        let row = try RowID(table: "kit", scope: scope, key: "a")
        let calls: [StoreCall.Verb: () async throws -> Void] = [
            .append: { _ = try await store.append([]) },
            .claim: { _ = try await store.claim(claim) },
            .settle: { _ = try await store.settle(SettleRequest(settlements: [])) },
            .requeue: { try await store.requeue(.resume(Delivery.ID("dlv_1"), scope: scope)) },
            .insert: { _ = try await store.insert(StoreFault.record(id), limit: 50) },
            .update: {
                let change = WebhookChange.secrets(SealedSecrets(bytes: []))
                _ = try await store.update(
                    WebhookUpdate(id: id, scope: scope, expecting: nil, change: change)
                )
            },
            .webhooks: { _ = try await store.webhooks(WebhookQuery(scope: scope)) },
            .remove: { _ = try await store.remove(.webhook(id, scope: scope)) },
            .log: { _ = try await store.log(LogQuery(webhookID: id, scope: scope)) },
            .notices: { _ = try await store.notices(NoticeRequest(limit: 1)) },
            .maintain: { _ = try await store.maintain(MaintenanceRequest()) },
            .backlog: { _ = try await store.backlog() },
            .parked: { _ = try await store.parked(ParkedQuery(scope: scope)) },
            .change: { try await store.change([row]) { try $0.remove(row) } },
            .row: { _ = try await store.row(row) },
            .rows: { _ = try await store.rows(RowQuery(table: "kit", scope: scope)) },
            .events: { _ = try await store.events(EventQuery(scope: scope)) },
            .keepEvents: { try await store.keepEvents(of: scope, from: nil) },
        ]
        for (called, body) in calls {
            #expect((await code(of: body) == .busy) == (called == verb), "\(called)")
        }
    }

    @Test(arguments: [false, true])
    func deadProcessReachesNothing(diesAfterTheEffect: Bool) async throws {
        let store = FaultyStore(inner)
        store.fail(.append, with: diesAfterTheEffect ? .crashAfter : .crashBefore)
        #expect(await code { _ = try await store.append([try event("evt_1")]) } == .unavailable)
        #expect(store.isCrashed)
        #expect(await code { _ = try await store.append([try event("evt_2")]) } == .unavailable)
        // Another process goes on with the store and finds what the dead one had stored.
        let other = FaultyStore(inner)
        let repeated = try await other.append([try event("evt_1"), try event("evt_2")])
        #expect(repeated.map(\.isDuplicate) == [diesAfterTheEffect, false])
    }
}

extension StoreFault {
    /// A record of a webhook, for calls whose argument does not matter.
    static func record(
        _ id: Webhook.ID,
        in scope: Scope = .default
    ) throws -> WebhookRecord {
        let time = Timestamp(millisecondsSinceEpoch: 0)
        let webhook = Webhook(
            id: id,
            scope: scope,
            settings: Webhook.Settings(
                name: "webhook",
                url: try WebhookURL("https://receiver.example/"),
                events: .all,
                flow: DeliveryFlow(concurrency: 100_000)
            ),
            createdAt: time,
            modifiedAt: time
        )
        return WebhookRecord(
            webhook: webhook,
            secrets: SealedSecrets(bytes: []),
            responsiveness: .prompt
        )
    }
}
