import Testing
import WebhookKit
import WebhookKitSQLite
import WebhookKitTesting

/// Rows and events by position as the SQLite store keeps them (B-8).
struct ChapterTests {
    private struct Refusal: Error {}

    private func id(_ key: String) throws -> RowID {
        try RowID(table: "kit", scope: StoreFixtures.scope(), key: key)
    }

    /// Sixty-four steps that come while the store is busy; every eighth rule refuses.
    @Test func stepsOnDifferentRowsShareCommits() async throws {
        let test = try await TestStore()
        let store = test.store
        let before = try test.logSize()
        let begun = Locked(0)
        let first = try id("first")
        let refused = try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await store.change([first]) { rows in
                    // Not a pure rule: a store that is busy for as long as it takes.
                    for _ in 0..<1_000_000 where begun.withLock({ $0 < 64 }) {}
                    try rows.set([UInt8(ascii: "1")], for: first)
                }
                return false
            }
            for number in 0..<64 {
                let own = try id("\(number)")
                group.addTask {
                    begun.withLock { $0 += 1 }
                    do {
                        try await store.change([own]) { rows in
                            try rows.set([UInt8(ascii: "1")], for: own)
                            if number % 8 == 0 { throw Refusal() }
                        }
                        return false
                    } catch is Refusal {
                        return true
                    }
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(refused == 8)
        let query = try RowQuery(table: "kit", scope: StoreFixtures.scope())
        #expect(try await store.rows(query).count == 57)
        // A page of 4 KiB at least for each commit of its own.
        #expect(try test.logSize() - before < 32 * 4096)
        #expect(try await SQLiteWebhookStore.check(path: test.path) == [])
    }

    /// Two stores on one file, as two processes have it: no count is lost.
    @Test func stepsOfSeveralStoresLoseNoChange() async throws {
        let test = try await TestStore()
        let another = try await SQLiteWebhookStore(path: test.path, clock: test.clock)
        let id = try id("count")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for store in [test.store, another] {
                for _ in 0..<50 {
                    group.addTask {
                        try await store.change([id]) { rows in
                            let text = try rows.value(of: id) ?? [UInt8(ascii: "0")]
                            let count = Int(String(decoding: text, as: UTF8.self)) ?? 0
                            try rows.set(Array("\(count + 1)".utf8), for: id)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await another.row(id) == Array("100".utf8))
    }

    /// What is kept is met once, not at every look: it would stand before all that can go.
    @Test func whatIsKeptIsNotMetAgain() async throws {
        let test = try await TestStore()
        try await test.trial.publish("evt_1", "evt_2", "evt_3")
        try await test.store.keepEvents(of: StoreFixtures.scope(), from: Position(2))
        test.clock.advance(by: .seconds(86401))
        try await test.trial.maintain()
        let host = try RawDatabase(test.path)
        let withheld = "SELECT count(*) FROM events WHERE last_use < 0"
        #expect(try host.number(withheld) == 2)
        #expect(try await test.trial.maintain() == MaintenanceReport())
        try await test.store.keepEvents(of: StoreFixtures.scope(), from: Position(3))
        #expect(try await test.trial.maintain().pruned == 1)
        try await test.store.keepEvents(of: StoreFixtures.scope(), from: nil)
        #expect(try await test.trial.maintain().pruned == 1)
        #expect(try host.number("SELECT count(*) FROM kept") == 0)
        #expect(try host.number("SELECT count(*) FROM events") == 0)
    }
}
