import Testing
import WebhookKit
import WebhookKitSQLite
import WebhookKitTesting

/// A database of a newer version, or of somebody else, is refused without a write (Fault 15).
struct ForeignFileTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.at("store.sqlite")
    }

    private func expectRefusal(
        _ code: StoreError.Code,
        _ word: String,
        _ configuration: SQLiteWebhookStore.Configuration = .init()
    ) async throws {
        let before = try contents(of: folder)
        let error = await openingError(path, configuration: configuration)
        #expect(error?.code == code, "\(String(describing: error))")
        #expect(error?.message.contains(word) == true, "\(error?.message ?? "")")
        let touched = try changed(in: folder, since: before)
        #expect(touched == [])
    }

    /// B-4.
    @Test(arguments: [.ownFile, .prefixed("webhookkit_")] as [SQLiteWebhookStore.Tables])
    func aNewerSchemaIsRefused(tables: SQLiteWebhookStore.Tables) async throws {
        var configuration = SQLiteWebhookStore.Configuration()
        configuration.tables = tables
        #expect(await openingError(path, configuration: configuration) == nil)
        let table = tables == .ownFile ? "store" : "webhookkit_store"
        try RawDatabase(path).execute("UPDATE \(table) SET version = 99")
        try await expectRefusal(.unavailable, "newer", configuration)
    }

    /// The same while its write-ahead log is not written back yet, as after a crash.
    @Test func aNewerSchemaInTheLogIsRefused() async throws {
        let test = try await TestStore()
        try RawDatabase(test.path).execute("UPDATE store SET version = 99")
        for suffix in ["", "-wal"] {
            try write(try contents(test.path + suffix), to: path + suffix)
        }
        let before = try contents(of: folder)
        let error = await openingError(path)
        #expect(error?.code == .unavailable)
        #expect(error?.message.contains("newer") == true)
        #expect(try contents(path) == before["store.sqlite"])
        #expect(try contents(path + "-wal") == before["store.sqlite-wal"])
    }

    /// B-4.
    @Test(arguments: [
        "CREATE TABLE users (id)", "CREATE TABLE store (version); INSERT INTO store VALUES (1)",
        "PRAGMA application_id = 77", "PRAGMA journal_mode = WAL; CREATE TABLE events (id)",
    ])
    func somebodyElsesDatabaseIsRefused(sql: String) async throws {
        try RawDatabase(path).execute(sql)
        try await expectRefusal(.unavailable, "belongs to something else")
    }

    @Test func whatIsNoDatabaseIsRefused() async throws {
        try write(Array("{\"this\":\"is no database\"}".utf8), to: path)
        try await expectRefusal(.damaged, "byte 0")
    }

    /// The host's tables and ours get along in one file; those of another prefix are not ours.
    @Test func aHostsTablesAreLeftAlone() async throws {
        try RawDatabase(path).execute("CREATE TABLE store (version); INSERT INTO store VALUES (99)")
        var configuration = SQLiteWebhookStore.Configuration()
        configuration.tables = .prefixed("hooks_")
        #expect(await openingError(path, configuration: configuration) == nil)
        #expect(try RawDatabase(path).number("SELECT version FROM store") == 99)
        #expect(try RawDatabase(path).number("PRAGMA application_id") == 0)
    }
}
