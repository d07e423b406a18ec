import Testing
import WebhookKit
import WebhookKitSQLite
import WebhookKitTesting

struct WriteAheadLogTests {
    /// 25 MB go through a log that is written back at 4 MB.
    @Test func staysShortWhileNobodyHoldsIt() async throws {
        let test = try await TestStore()
        try await test.trial.insert("wh_1")
        try await publish(25, on: test)
        #expect(try test.logSize() < 8 << 20)
    }

    @Test func growsNoFurtherThanItsLimitWhileAReaderHoldsIt() async throws {
        var configuration = SQLiteWebhookStore.Configuration()
        configuration.walLimit = 16 << 20
        let test = try await TestStore(configuration: configuration)
        try await test.trial.insert("wh_1")
        let reader = try RawDatabase(test.path)
        try reader.execute("BEGIN")
        _ = try reader.number("SELECT count(*) FROM events")

        let error = await #expect(throws: StoreError.self) { try await publish(40, on: test) }
        #expect(error?.code == .full)
        #expect(try test.logSize() < 24 << 20)
        // What was taken is still delivered.
        #expect(try await test.trial.claim(limit: 3).deliveries.count == 3)

        try reader.execute("COMMIT")
        // The next call finds the log written back.
        _ = try await test.store.maintain(MaintenanceRequest())
        try await publish(2, from: 1000, on: test)
    }

    /// Publishes this many megabytes in events of 200 KB.
    private func publish(_ megabytes: Int, from first: Int = 0, on test: TestStore) async throws {
        let data = [UInt8](repeating: UInt8(ascii: "1"), count: 200_000)
        let scope = try test.trial.scope()
        for index in first..<first + megabytes * 5 {
            let event = try StoreFixtures.event("evt_\(index)", scope: scope, data: data)
            _ = try await test.store.append([event])
        }
    }
}
