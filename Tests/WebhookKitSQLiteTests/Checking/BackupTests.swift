import Testing
import WebhookKit
import WebhookKitSQLite
import WebhookKitTesting

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
}
