import Testing
import WebhookKit
import WebhookKitSQLite
import WebhookKitTesting

/// Two stores on one file, as two processes would have it: whatever one of them remembers of the
/// file, the other has changed meanwhile.
struct SharedFileTests {
    @Test(arguments: 1...4)
    func twoStoresAnswerAsOne(_ seed: UInt64) async throws {
        let clock = ManualClock()
        let folder = try TemporaryFolder()
        let open = { @Sendable in
            try await SQLiteWebhookStore(path: folder.at("webhooks.sqlite"), clock: clock)
        }
        let store = AlternatingStore(try await [open(), open(), open()], seed: seed)
        do {
            let trial = StoreTrial(store: store, clock: clock)
            try await trial.compare(seed: seed, reopening: false)
        } catch {
            Issue.record("\(error)")
        }
        #expect(try await SQLiteWebhookStore.check(path: folder.at("webhooks.sqlite")) == [])
    }

    /// What a removed webhook has left goes with housekeeping, and all counts fit afterwards.
    @Test func removalAndHousekeepingLeaveNoRowBehind() async throws {
        let test = try await TestStore()
        try await test.trial.insert("wh_1")
        try await test.trial.insert("wh_2")
        try await test.trial.publish("evt_1", "evt_2", "evt_3")
        try await test.trial.resend("evt_1", to: "wh_1", as: "dlv_1")
        _ = try await test.trial.claim(limit: 3)
        _ = try await test.store.remove(.webhook(Webhook.ID("wh_1"), scope: test.trial.scope()))
        try await test.trial.maintain()
        #expect(try await SQLiteWebhookStore.check(path: test.path) == [])
        let host = try RawDatabase(test.path)
        let open = "SELECT count(*) FROM deliveries WHERE lane IS NOT NULL"
        #expect(try host.number(open) == 3)

        _ = try await test.store.remove(.organization(test.trial.scope().organization))
        try await test.trial.maintain()
        for table in ["events", "bodies", "deliveries", "webhooks", "queues", "leases", "scopes"] {
            #expect(try host.number("SELECT count(*) FROM \(table)") == 0, "\(table)")
        }
        #expect(try await SQLiteWebhookStore.check(path: test.path) == [])
    }

    @Test func reopeningAfterEverySeedAgrees() async throws {
        let seeds = 2...Self.seeds
        for seed in seeds {
            let test = try await TestStore()
            let trial = StoreTrial(store: test.store, clock: test.clock) { store, clock in
                if let store = store as? SQLiteWebhookStore { await store.close() }
                return try await SQLiteWebhookStore(path: test.path, clock: clock)
            }
            do {
                try await trial.compare(seed: UInt64(seed), reopening: true)
            } catch {
                Issue.record("\(error)")
            }
        }
    }

    /// WEBHOOKKIT_SEEDS asks for more.
    private static let seeds = max(3, Int(testEnvironment("WEBHOOKKIT_SEEDS") ?? "") ?? 3)
}
