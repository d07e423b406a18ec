import Testing
import WebhookKit
import WebhookKitSQLite
import WebhookKitTesting

/// A database that an earlier version made is taken over as it is (Fault 15).
struct MigrationTests {
    @Test(arguments: OldVersion.allCases)
    func aDatabaseOfAnEarlierVersionGoesOn(version: OldVersion) async throws {
        let old = try await OldDatabase(version)
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

    /// A record of before has the health in it. The first change writes the row whole in today's words,
    /// which no process of an earlier version takes for its own; the next ones only what has changed.
    @Test func aRecordOfVersion2IsReadAndWrittenByItsParts() async throws {
        let old = try await OldDatabase(.two)
        let raw = try RawDatabase(old.path)
        try raw.execute(
            """
            UPDATE webhooks SET record =
                CAST('\(FormerRecord.json(health: FormerRecord.failing))' AS BLOB)
            """
        )
        let store = try await SQLiteWebhookStore(path: old.path, clock: old.clock)
        let trial = StoreTrial(store: store, clock: old.clock)
        #expect(try await trial.record("wh_1").health.outage?.failedRounds == 1)
        #expect(try await trial.record("wh_1").secrets.bytes == Array(0...255))
        func records(like text: String) throws -> Int64? {
            try raw.number(
                "SELECT count(*) FROM webhooks WHERE CAST(record AS TEXT) LIKE '%\"\(text)\":%'"
            )
        }
        #expect(try records(like: "webhook") == 1)

        #expect(try await trial.settle(old.held[0], .succeeded) != .fenced)
        #expect(try await trial.record("wh_1").health.state == .active)
        #expect(try records(like: "webhook") == 0)
        #expect(try records(like: "secrets") == 1)
        let state = "SELECT json_extract(CAST(health AS TEXT), '$.state') FROM webhooks"
        #expect(try raw.text(state) == "active")

        // Nobody writes the record but an edit.
        try raw.execute(
            """
            CREATE TRIGGER edits BEFORE UPDATE OF record ON webhooks
            BEGIN SELECT RAISE(ABORT, 'written'); END
            """
        )
        try await trial.settle(old.held[1], .nextRound(after: .seconds(60)))
        #expect(try raw.text(state) == "failing")
        try raw.execute("DROP TRIGGER edits")
        var settings = try await trial.record("wh_1").webhook.settings
        settings.name = "edited"
        try await trial.change("wh_1", .edit(WebhookEdit(settings)))
        let record = try await trial.record("wh_1")
        #expect(record.webhook.name == "edited" && record.health.outage != nil)
        await store.close()
        #expect(try await SQLiteWebhookStore.check(path: old.path) == [])
    }

    /// What a version adds is there for the rows and events of before.
    @Test func aDatabaseOfVersion1HasRowsAndEventsByPosition() async throws {
        let old = try await OldDatabase(.one)
        let store = try await SQLiteWebhookStore(path: old.path, clock: old.clock)
        let id = try RowID(table: "kit", scope: StoreFixtures.scope(), key: "a")
        try await store.change([id]) { try $0.set(Array("1".utf8), for: id) }
        #expect(try await store.row(id) == Array("1".utf8))
        let page = try await store.events(EventQuery(scope: StoreFixtures.scope()))
        #expect(page.events.map(\.event.id.string) == ["evt_0", "evt_1", "evt_2", "evt_3"])
        try await store.keepEvents(of: StoreFixtures.scope(), from: Position(2))
        await store.close()
        #expect(try await SQLiteWebhookStore.check(path: old.path) == [])
    }

    /// Something of the host's is in the way of each statement that makes something: nothing of the
    /// step is done, and it is done when the way is free.
    @Test(arguments: Array(Schema2Names.all.enumerated()))
    func aMigrationThatFailsChangesNothing(point: (offset: Int, element: String)) async throws {
        let old = try await OldDatabase(.one)
        let host = try RawDatabase(old.path)
        try host.execute("CREATE TABLE \(point.element) (somebody)")
        let tables = try host.text("SELECT group_concat(sql) FROM sqlite_schema")
        #expect(await openingError(old.path, clock: old.clock)?.code == .unavailable)
        #expect(try host.number("SELECT version FROM store") == 1)
        #expect(try host.text("SELECT group_concat(sql) FROM sqlite_schema") == tables)
        try host.execute("DROP TABLE \(point.element)")
        let store = try await SQLiteWebhookStore(path: old.path, clock: old.clock)
        let trial = StoreTrial(store: store, clock: old.clock)
        try trial.expectSame(try await trial.image(), old.image)
        await store.close()
        #expect(try await SQLiteWebhookStore.check(path: old.path) == [])
    }
}

/// A version of the schema before the present one.
enum OldVersion: Int, CaseIterable {
    case one = 1
    case two

    var schema: String { self == .one ? Version1.schema : Version2.schema }
    var tables: [String] { self == .one ? Version1.tables : Version2.tables }
}

/// What the step from 1 to 2 makes, in its order.
private enum Schema2Names {
    static let all = [
        "turns", "turns_order", "holders", "chapter_rows", "kept", "kept_released", "events_scope",
    ]
}

/// A database with the tables of an earlier version and a record in its words, with two leases and a
/// delivery that waits.
private struct OldDatabase {
    let folder: TemporaryFolder
    let path: String
    let clock: ManualClock
    let held: [ClaimedDelivery]
    let image: StoreImage

    init(_ version: OldVersion) async throws {
        let test = try await TestStore()
        try await test.trial.insert("wh_1")
        try await test.trial.deliver("evt_0")
        try await test.trial.publish("evt_1", "evt_2")
        held = try await test.trial.claim().deliveries
        try await test.trial.publish("evt_3")
        image = try await test.trial.image()
        (folder, clock, path) = (test.folder, test.clock, test.folder.at("old.sqlite"))
        let old = try RawDatabase(path)
        try old.execute(version.schema)
        // The rows of now, without what is new.
        try old.execute("ATTACH '\(test.path)' AS new")
        for table in version.tables {
            let columns = try old.text(
                "SELECT group_concat(name) FROM pragma_table_info('\(table)', 'main')"
            )
            let list = try #require(columns)
            try old.execute("INSERT INTO main.\(table) (\(list)) SELECT \(list) FROM new.\(table)")
        }
        if version == .one {
            try old.execute(
                "UPDATE main.scopes SET turn = (SELECT turn FROM new.turns WHERE scope = number)"
            )
        }
        try old.execute(
            "UPDATE main.webhooks SET record = CAST('\(FormerRecord.json())' AS BLOB)"
        )
        try old.execute("UPDATE main.store SET version = \(version.rawValue)")
        try old.execute("DETACH new")
    }
}
