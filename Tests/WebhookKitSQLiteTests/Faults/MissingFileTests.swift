import Testing
import WebhookKit
import WebhookKitSQLite
import WebhookKitTesting

/// A main file that is empty or missing is never taken for an empty store when there was more
/// (Fault 5).
struct MissingFileTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.at("store.sqlite")
    }

    @Test func anEmptyFileBecomesAStore() async throws {
        try write([], to: path)
        #expect(await openingError(path) == nil)
        #expect(try await SQLiteWebhookStore.check(path: path) == [])
    }

    /// Copies the files of a store in use, as a loss of the main file would leave them.
    private func leaveLog() async throws {
        let test = try await TestStore()
        try await test.trial.insert("wh_1")
        try await test.trial.publish("evt_1")
        try write(try contents(test.path + "-wal"), to: path + "-wal")
    }

    @Test func aLogWithoutItsDatabaseIsRefusedAndKept() async throws {
        try await leaveLog()
        let before = try contents(of: folder)
        let error = await openingError(path)
        #expect(error?.code == .damaged)
        #expect(error?.message.contains(path + "-wal") == true)
        #expect(try contents(of: folder) == before)
    }

    @Test func aLogBesideAnEmptyDatabaseIsRefusedAndKept() async throws {
        try await leaveLog()
        try write([], to: path)
        let before = try contents(of: folder)
        #expect(await openingError(path)?.code == .damaged)
        #expect(try contents(of: folder) == before)
    }

    /// A rollback journal's header: how many pages the database had, and none of them saved.
    private func journal(pages: UInt8) -> [UInt8] {
        var header: [UInt8] = [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7]
        header += [0, 0, 0, 0] + [1, 2, 3, 4] + [0, 0, 0, pages] + [0, 0, 2, 0] + [0, 0, 16, 0]
        return header + [UInt8](repeating: 0, count: 512 - header.count)
    }

    @Test func aJournalOfADatabaseThatHadPagesIsRefusedAndKept() async throws {
        try write(journal(pages: 9), to: path + "-journal")
        let before = try contents(of: folder)
        #expect(await openingError(path)?.code == .damaged)
        #expect(try contents(of: folder) == before)
    }

    /// What a process leaves that dies while it makes the file: nothing was ever in it.
    @Test(arguments: [true, false])
    func aFileThatWasBeingMadeIsMadeAnew(hasHeader: Bool) async throws {
        try write([], to: path)
        let journal = hasHeader ? journal(pages: 0) : [UInt8](repeating: 0, count: 512)
        try write(journal, to: path + "-journal")
        #expect(await openingError(path) == nil)
        #expect(await openingError(path) == nil)
    }

    /// A database that lost its end is not silently shorter.
    @Test func aTruncatedDatabaseIsDamaged() async throws {
        let test = try await TestStore()
        try await test.trial.insert("wh_1")
        for index in 1...50 { try await test.trial.publish("evt_\(index)") }
        await test.store.close()
        let whole = try contents(test.path)
        try write(Array(whole.prefix(whole.count / 8192 * 4096)), to: path)
        var configuration = SQLiteWebhookStore.Configuration()
        configuration.checking = .quick
        let before = try contents(of: folder)
        #expect(await openingError(path, configuration: configuration)?.code == .damaged)
        #expect(try contents(path) == before["store.sqlite"])
    }
}
