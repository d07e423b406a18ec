import Testing
import WebhookKit
import WebhookKitFileStore
import WebhookKitTesting

struct CompactionTests {
    private let folder: TemporaryFolder
    private let clock = ManualClock()

    init() throws {
        folder = try TemporaryFolder()
    }

    private func open() async throws -> FileWebhookStore {
        try await FileWebhookStore(folder: folder.at("store"), clock: clock)
    }

    private func names() throws -> [String] {
        try SystemFileSystem().list(folder.at("store"))
    }

    @Test func aSnapshotTakesTheJournalsPlace() async throws {
        let store = try await open()
        _ = try await store.insert(Make.webhook("wh_1"), limit: 50)
        for number in 0..<100 { _ = try await store.append([Make.event("evt_\(number)")]) }
        try await store.compact()
        await store.close()
        #expect(
            try names() == [
                "journal-0000000002.jsonl", "lock", "snapshot-0000000002.jsonl", "store.json",
            ]
        )
        let report = try await FileWebhookStore.check(folder: folder.at("store"))
        #expect(report.isSound)
        #expect(report.events == 100)
        #expect(report.waiting == 100)
    }

    /// The journal's lines are read by the rule, a snapshot's say it.
    /// Fault 73.
    @Test(arguments: [false, true])
    func attemptsThatWereLeftOutStayCounted(compacts: Bool) async throws {
        let store = try await open()
        let service = try WebhookService(
            store: store,
            transport: ScriptedTransport(clock: clock) { _ in .status(200) },
            resolver: ScriptedResolver(),
            clock: clock,
            random: SeededRandom(seed: 1)
        )
        let draft = WebhookDraft(name: "hook", url: "https://hook.example/", events: .all)
        let hook = try await service.webhooks.create(draft, ping: .skipped).webhook
        let json = Array("1".utf8)
        let event = try await service.publish(EventDraft(.taskCreated, json: json, in: .default)).id
        _ = await service.drain()
        for index in 0..<60 {
            if compacts, index == 50 { try await store.compact() }
            try await service.webhooks.resend(event, to: hook.id)
            _ = await service.drain()
        }
        let query = LogQuery(webhookID: hook.id, scope: .default)
        let before = try await store.log(query)
        #expect(before.entries.first?.omittedAttempts == 61 - 32)
        if compacts { try await store.compact() }
        await store.close()
        let after = try await open()
        #expect(try await after.log(query) == before)
        await after.close()
    }

    @Test func contentsAreReadFromTheSnapshot() async throws {
        let store = try await FileWebhookStore(
            folder: folder.at("store"),
            configuration: .init(cacheSize: 0),
            clock: clock
        )
        _ = try await store.insert(Make.webhook("wh_1"), limit: 50)
        let event = try Make.event("evt_1")
        _ = try await store.append([event])
        try await store.compact()
        let request = ClaimRequest(owner: try WorkerID("wrk_1"), limit: 9, isIdle: true)
        let claimed = try await store.claim(request).deliveries
        #expect(claimed.map(\.event.event) == [event])
        await store.close()
    }

    /// The deliveries behind that of a removed webhook keep their numbers.
    @Test func aRemovedWebhookLeavesAGap() async throws {
        var store = try await open()
        for id in ["wh_a", "wh_b"] { _ = try await store.insert(Make.webhook(id), limit: 50) }
        _ = try await store.append([Make.event("evt_1")])
        _ = try await store.remove(.webhook(Webhook.ID("wh_a"), scope: Make.scope))
        try await store.compact()
        await store.close()
        store = try await open()
        try await store.compact()
        let request = ClaimRequest(owner: try WorkerID("wrk_1"), limit: 9, isIdle: true)
        let claimed = try await store.claim(request).deliveries
        #expect(claimed.count == 1)
        let rules = WebhookHealth.Rules(policy: .gladly, isExempt: false)
        let settlements = claimed.map {
            Settlement(lease: $0.lease, attempt: nil, verdict: .succeeded, rules: rules)
        }
        _ = try await store.settle(SettleRequest(settlements: settlements))
        await store.close()
        store = try await open()
        let backlog = try await store.backlog()
        #expect(backlog.waiting == 0)
        await store.close()
    }

    @Test func aStoreThatIsClosedTellsThoseWhoWait() async throws {
        let store = try await open()
        await store.close()
        await #expect(throws: StoreError.self) { try await store.compact() }
    }

    @Test func closingFreesTheFolderThoughASnapshotIsBeingWritten() async throws {
        for _ in 0..<20 {
            let store = try await open()
            _ = try? await store.insert(Make.webhook("wh_1"), limit: 50)
            async let compacted: Void = store.compact()
            _ = try await store.backlog()
            await store.close()
            try? await compacted
        }
    }
}
