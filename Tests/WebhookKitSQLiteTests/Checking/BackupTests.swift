import Testing
import WebhookKit
import WebhookKitSQLite
import WebhookKitTesting

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

struct BackupTests {
    @Test func copyIsAStoreOfTheMoment() async throws {
        let test = try await TestStore()
        try await test.trial.insert("wh_1")
        for index in 1...5 { try await test.trial.deliver("evt_\(index)") }
        try await test.trial.publish("evt_6", "evt_7")
        let image = try await test.trial.image()
        let id = try RowID(table: "kit", scope: StoreFixtures.scope(), key: "a")
        try await test.store.change([id]) { try $0.set(Array("1".utf8), for: id) }
        try await test.store.keepEvents(of: StoreFixtures.scope(), from: Position(3))

        let copy = test.folder.at("copy.sqlite")
        try await test.store.backup(to: copy)
        try await test.trial.publish("evt_8")

        #expect(try await SQLiteWebhookStore.check(path: copy) == [])
        let opened = try await SQLiteWebhookStore(path: copy, clock: test.clock)
        let trial = StoreTrial(store: opened, clock: test.clock)
        try trial.expectSame(try await trial.image(), image)
        #expect(try await trial.claim().eventIDs == ["evt_6", "evt_7"])
        #expect(try await opened.row(id) == Array("1".utf8))
        let page = try await opened.events(EventQuery(scope: StoreFixtures.scope()))
        #expect(page.keptFrom == Position(3))
        #expect(page.events.count == 7)
    }

    @Test func nothingIsOverwritten() async throws {
        let test = try await TestStore()
        let copy = test.folder.at("copy.sqlite")
        try await test.store.backup(to: copy)
        let error = await #expect(throws: StoreError.self) {
            try await test.store.backup(to: copy)
        }
        #expect(error?.code == .unavailable)
    }

    @Test func aFolderThatIsMissingIsToldAndLeavesNothing() async throws {
        let test = try await TestStore()
        let error = await #expect(throws: StoreError.self) {
            try await test.store.backup(to: test.folder.at("missing/copy.sqlite"))
        }
        #expect(error?.code == .unavailable)
    }

    /// SQLite would take such a name for a URI: the copy was nowhere, or of mode 0644 under another one.
    /// Fault 80.
    @Test(arguments: [
        "file:%.sqlite", "file:%.sqlite?mode=memory", ":memory:%", "file:///%.sqlite",
    ])
    func aNameIsAFilesNameAndNoURI(form: String) async throws {
        let test = try await TestStore()
        try await test.trial.insert("wh_1")
        // Relative paths begin like that, and the folder of the process is the only one for them.
        let name = form.replacing("%", with: test.folder.path.split(separator: "/").last ?? "")
        defer { for suffix in ["", "-partial"] { _ = unsafe unlink("./" + name + suffix) } }
        if form.hasPrefix("file:/") {
            let error = await #expect(throws: StoreError.self) {
                try await test.store.backup(to: name)
            }
            #expect(error?.code == .unavailable)
            return
        }
        try await test.store.backup(to: name)
        var state = stat()
        #expect(unsafe lstat("./" + name, &state) == 0)
        #expect(state.st_size > 0 && state.st_mode & 0o777 == 0o600)
        #expect(unsafe lstat("./" + name + "-partial", &state) != 0)
        #expect(try await SQLiteWebhookStore.check(path: name) == [])
        let copy = try await SQLiteWebhookStore(path: name, clock: test.clock)
        #expect(
            try await StoreTrial(store: copy, clock: test.clock).record("wh_1").id.string == "wh_1"
        )
        await copy.close()
    }

    /// Fault 80.
    @Test(arguments: ["", "a\0b"])
    func aNameThatNoFileCanHaveIsRefused(name: String) async throws {
        let test = try await TestStore()
        let error = await #expect(throws: StoreError.self) { try await test.store.backup(to: name) }
        #expect(error?.code == .unavailable)
    }

    /// A process was killed while it wrote one: the next backup takes its place.
    /// Fault 80.
    @Test func whatADeadBackupHasLeftIsNotInTheWay() async throws {
        let test = try await TestStore()
        let copy = test.folder.at("copy.sqlite")
        try write(Array("half".utf8), to: copy + "-partial")
        try await test.store.backup(to: copy)
        #expect(try await SQLiteWebhookStore.check(path: copy) == [])
        let names = try contents(of: test.folder).keys
        #expect(!names.contains { $0.contains("-partial") })
    }

    /// Fault 80.
    @Test func aBackupThatIsBeingWrittenIsBusy() async throws {
        let test = try await TestStore()
        let copy = test.folder.at("copy.sqlite")
        try write([], to: copy + "-partial")
        let other = unsafe open(copy + "-partial", O_RDONLY)
        #expect(flock(other, LOCK_EX | LOCK_NB) == 0)
        let error = await #expect(throws: StoreError.self) {
            try await test.store.backup(to: copy)
        }
        #expect(error?.code == .busy)
        close(other)
        try await test.store.backup(to: copy)
    }
}
