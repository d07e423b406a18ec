import Testing
import WebhookKit
import WebhookKitSQLite
import WebhookKitTesting

/// A database that an earlier version made is taken over as it is (FAULTS 15).
struct MigrationTests {
    @Test func aDatabaseOfVersion1GoesOn() async throws {
        let old = try await OldDatabase()
        let store = try await SQLiteWebhookStore(path: old.path, clock: old.clock)
        #expect(try await SQLiteWebhookStore.check(path: old.path) == [])
        let trial = StoreTrial(store: store, clock: old.clock)
        try trial.expectSame(try await trial.image(), old.image)
        // Leases of then have no holder: they end by time, or with a result.
        #expect(try await trial.claim().eventIDs == ["evt_3"])
        #expect(try await trial.settle(old.held[0], .succeeded) != .fenced)
        old.clock.advance(by: .seconds(61))
        let expired = try await trial.claim().deliveries.map(\.delivery)
        #expect(expired.map(\.eventID.string) == ["evt_2", "evt_3"])
        #expect(expired.map(\.progress.expiredLeases) == [1, 1])
        await store.close()
        #expect(try await SQLiteWebhookStore.check(path: old.path) == [])
    }

    /// What one process is made of is in the way of a step: nothing of the step is done.
    @Test func aMigrationThatFailsChangesNothing() async throws {
        let old = try await OldDatabase()
        let host = try RawDatabase(old.path)
        try host.execute("CREATE TABLE holders (somebody)")
        let tables = try host.text("SELECT group_concat(sql) FROM sqlite_schema")
        #expect(await openingError(old.path, clock: old.clock)?.code == .unavailable)
        #expect(try host.number("SELECT version FROM store") == 1)
        #expect(try host.text("SELECT group_concat(sql) FROM sqlite_schema") == tables)
        try host.execute("DROP TABLE holders")
        #expect(await openingError(old.path, clock: old.clock) == nil)
    }
}

/// A database with the tables of version 1, with two leases and a delivery that waits.
private struct OldDatabase {
    let folder: TemporaryFolder
    let path: String
    let clock: ManualClock
    let held: [ClaimedDelivery]
    let image: StoreImage

    init() async throws {
        let test = try await TestStore()
        try await test.trial.insert("wh_1")
        try await test.trial.deliver("evt_0")
        try await test.trial.publish("evt_1", "evt_2")
        held = try await test.trial.claim().deliveries
        try await test.trial.publish("evt_3")
        image = try await test.trial.image()
        (folder, clock, path) = (test.folder, test.clock, test.folder.at("old.sqlite"))
        let old = try RawDatabase(path)
        try old.execute(Version1.schema)
        // The rows of now, without what is new.
        try old.execute("ATTACH '\(test.path)' AS new")
        for table in Version1.tables {
            let columns = try old.text(
                "SELECT group_concat(name) FROM pragma_table_info('\(table)', 'main')"
            )
            let list = try #require(columns)
            try old.execute("INSERT INTO main.\(table) (\(list)) SELECT \(list) FROM new.\(table)")
        }
        try old.execute(
            "UPDATE main.scopes SET turn = (SELECT turn FROM new.turns WHERE scope = number)"
        )
        try old.execute("UPDATE main.store SET version = 1")
        try old.execute("DETACH new")
    }
}
