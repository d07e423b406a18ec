import Testing
import WebhookKit
import WebhookKitSQLite
import WebhookKitTesting

/// A damaged page is an error that names the place, and the file stays as it is (Fault 14).
struct DamageTests {
    private static let tables = ["events", "bodies", "deliveries", "webhooks", "queues", "store"]

    /// A store of some size, closed, the first page of one of its tables being overwritten.
    private func damagedStore(table: String) async throws -> TestStore {
        let test = try await TestStore(clock: ManualClock(boot: "test"))
        try await test.trial.insert("wh_1")
        for index in 1...20 { try await test.trial.deliver("evt_d\(index)") }
        for index in 1...100 { try await test.trial.publish("evt_\(index)") }
        await test.store.close()
        let root = try RawDatabase(test.path).number(
            "SELECT rootpage FROM sqlite_schema WHERE name = '\(table)'"
        )
        let page = Int(try #require(root))
        var bytes = try contents(test.path)
        let start = (page - 1) * 4096
        try #require(page > 1 && bytes.count >= start + 4096)
        bytes.replaceSubrange(start..<start + 64, with: repeatElement(0xAA, count: 64))
        try write(bytes, to: test.path)
        return test
    }

    private func expectPlace(_ error: StoreError?, _ test: TestStore) {
        #expect(error?.code == .damaged, "\(String(describing: error))")
        #expect(error?.message.contains(test.path) == true)
    }

    @Test(arguments: tables)
    func aQuickCheckAtOpeningTellsThePage(table: String) async throws {
        let test = try await damagedStore(table: table)
        let before = try contents(test.path)
        var configuration = SQLiteWebhookStore.Configuration()
        configuration.checking = .quick
        let error = await openingError(test.path, configuration: configuration)
        expectPlace(error, test)
        #expect(try contents(test.path) == before)
    }

    /// Without it the first call that meets the page tells.
    @Test(arguments: tables)
    func useTellsWhereItWasMet(table: String) async throws {
        let test = try await damagedStore(table: table)
        let before = try contents(test.path)
        var met: StoreError?
        do {
            let store = try await SQLiteWebhookStore(
                path: test.path,
                clock: ManualClock(boot: "test")
            )
            let trial = StoreTrial(store: store, clock: test.clock)
            let uses: [() async throws -> Void] = [
                { _ = try await store.backlog() },
                { _ = try await trial.log("wh_1") },
                { _ = try await trial.claim(limit: 200) },
                { try await trial.publish("evt_new") },
                { try await trial.insert("wh_2") },
            ]
            for use in uses where met == nil {
                do { try await use() } catch let error as StoreError { met = error }
            }
            await store.close()
        } catch let error as StoreError {
            met = error
        }
        expectPlace(met, test)
        #expect(met?.message.contains("met at") == true, "\(met?.message ?? "")")
        #expect(try contents(test.path) == before)
    }

    @Test(arguments: tables)
    func aCheckTellsWhatIsWrong(table: String) async throws {
        let test = try await damagedStore(table: table)
        let before = try contents(of: test.folder)
        do {
            let problems = try await SQLiteWebhookStore.check(path: test.path)
            #expect(!problems.isEmpty)
        } catch let error as StoreError {
            expectPlace(error, test)
        }
        let touched = try changed(in: test.folder, since: before)
        #expect(touched == [])
    }
}
