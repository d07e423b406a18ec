import Testing
import WebhookKit
import WebhookKitSQLite
import WebhookKitTesting

struct CheckingTests {
    @Test func aStoreInUseIsFine() async throws {
        let test = try await TestStore()
        try await test.trial.insert("wh_1")
        try await test.trial.insert("wh_2")
        for index in 1...20 { try await test.trial.publish("evt_\(index)") }
        let claim = try await test.trial.claim(limit: 20)
        for claimed in claim.deliveries.prefix(10) {
            try await test.trial.settle(claimed, .succeeded)
        }
        #expect(try await SQLiteWebhookStore.check(path: test.path) == [])
    }

    /// What each of these breaks, and the word by which the check tells it.
    @Test(arguments: [
        ("UPDATE store SET waiting = waiting + 1", "waiting"),
        ("DELETE FROM bodies", "bodies"),
        ("UPDATE events SET open = 5", "open"),
        ("UPDATE events SET pins = 5", "pins"),
        ("UPDATE queues SET waiting = 0", "queues"),
        ("INSERT INTO leases VALUES ('dlv_x', 1, 1, 'wrk_1', 1, 1, 1, NULL)", "leased"),
        ("INSERT INTO leases VALUES ('dlv_x', 1, 1, 'wrk_1', 1, 1, 1, 99)", "a holder"),
        ("INSERT INTO chapter_rows VALUES (1, 'kit', 'a', x'7B')", "chapter_rows, row 1"),
        ("INSERT INTO chapter_rows VALUES (1, 'Kit', 'a', x'31')", "chapter_rows, row 1"),
        ("INSERT INTO chapter_rows VALUES (99, 'kit', 'a', x'31')", "chapter_rows, row 1"),
        ("INSERT INTO kept VALUES (99, 1, NULL)", "kept, row 99"),
        ("PRAGMA foreign_keys = OFF; DELETE FROM webhooks", "queues, row"),
    ])
    func whatDoesNotFitIsTold(_ fault: String, _ word: String) async throws {
        let test = try await TestStore()
        try await test.trial.insert("wh_1")
        try await test.trial.publish("evt_1", "evt_2")
        try RawDatabase(test.path).execute(fault)
        let problems = try await SQLiteWebhookStore.check(path: test.path)
        #expect(problems.contains { $0.contains(word) }, "\(problems)")
    }

    @Test func aFileThatIsNotThereIsTold() async throws {
        let folder = try TemporaryFolder()
        let error = await #expect(throws: StoreError.self) {
            _ = try await SQLiteWebhookStore.check(path: folder.at("missing.sqlite"))
        }
        #expect(error?.code == .unavailable)
    }
}
