import Testing
import WebhookKit
import WebhookKitFileStore
import WebhookKitTesting

/// Rows and events by position as the file store keeps them (B-8).
struct ChapterTests {
    private let disk = SimulatedDisk(seed: 1)

    private func id(_ key: String) throws -> RowID {
        try RowID(table: "kit", scope: .default, key: key)
    }

    private func put(_ key: String, _ json: String, in store: FileWebhookStore) async throws {
        let id = try id(key)
        try await store.change([id]) { try $0.set(Array(json.utf8), for: id) }
    }

    /// Sixty-four steps that come while the store is busy.
    @Test func stepsOnDifferentRowsShareCommits() async throws {
        let store = try await FileWebhookStore.open(on: disk, ManualClock())
        let before = disk.calls
        try await store.changeAtOnce(64) { try id("\($0)") }
        #expect(try await store.rows(RowQuery(table: "kit", scope: .default)).count == 65)
        #expect(disk.calls - before < 32)
        await store.close()
    }

    @Test func aStepThatChangesNothingWritesNothing() async throws {
        let store = try await FileWebhookStore.open(on: disk, ManualClock())
        try await put("a", "[1]", in: store)
        let length = { disk.bytes(at: "/store/journal-0000000001.jsonl")?.count }
        let before = length()
        try await put("a", "[1]", in: store)
        let (a, b) = (try id("a"), try id("b"))
        try await store.change([b]) { try $0.remove(b) }
        try await store.keepEvents(of: .default, from: nil)
        await #expect(throws: CancellationError.self) {
            try await store.change([a]) { rows in
                try rows.remove(a)
                throw CancellationError()
            }
        }
        #expect(length() == before)
        try await put("a", "[2]", in: store)
        #expect(length() != before)
        await store.close()
    }

    /// A snapshot takes more rows than it asks for at once.
    @Test func snapshotsHoldAllRows() async throws {
        let store = try await FileWebhookStore.open(on: disk, ManualClock())
        for start in stride(from: 0, to: 2500, by: 100) {
            let ids = try (start..<start + 100).map { try id("\(10_000 + $0)") }
            try await store.change(ids) { rows in
                for id in ids { try rows.set(Array(#"{"key":"\#(id.key)"}"#.utf8), for: id) }
            }
        }
        let other = try RowID(table: "a", scope: .default, key: "1")
        try await store.change([other]) { try $0.set([UInt8(ascii: "1")], for: other) }
        try await store.keepEvents(of: .default, from: Position(7))
        try await store.compact()
        await store.close()
        #expect(disk.bytes(at: "/store/journal-0000000001.jsonl") == nil)
        let opened = try await FileWebhookStore.open(on: disk, ManualClock())
        let rows = try await opened.rows(RowQuery(table: "kit", scope: .default, limit: 9999))
        #expect(rows.map(\.id.key) == (10_000..<12_500).map { ExactText("\($0)") })
        #expect(rows.allSatisfy { $0.value == Array(#"{"key":"\#($0.id.key)"}"#.utf8) })
        #expect(try await opened.row(other) == [UInt8(ascii: "1")])
        #expect(try await opened.events(EventQuery(scope: .default)).keptFrom == Position(7))
        await opened.close()
    }
}

extension RowStore {
    /// Has so many steps wait while another one holds the store, each on a row of its own.
    fileprivate func changeAtOnce(
        _ count: Int,
        _ id: @Sendable (Int) throws -> RowID
    ) async throws {
        let begun = Locked(0)
        let first = try id(-1)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await change([first]) { rows in
                    // Not a pure rule: a store that is busy for as long as it takes.
                    for _ in 0..<1_000_000 where begun.withLock({ $0 < count }) {}
                    try rows.set([UInt8(ascii: "1")], for: first)
                }
            }
            for number in 0..<count {
                let own = try id(number)
                group.addTask {
                    begun.withLock { $0 += 1 }
                    try await change([own]) { try $0.set([UInt8(ascii: "1")], for: own) }
                }
            }
            try await group.waitForAll()
        }
    }
}
