import Testing
import WebhookKit

/// Values over rows, as a chapter uses them (B-8).
struct RowTableTests {
    struct Counter: Codable, Equatable, Sendable {
        var name: String
        var count: Int
    }

    enum Refusal: Error { case tooMany }

    let store = InMemoryWebhookStore()
    var counters: RowTable<Counter> { RowTable("counters", in: store) }
    let scope = Scope.default

    private func count(_ key: String) async throws -> Int {
        try await counters.change(key, of: scope) { counter in
            var next = counter ?? Counter(name: "n/\"é", count: 0)
            guard next.count < 2 else { throw Refusal.tooMany }
            next.count += 1
            counter = next
            return next.count
        }
    }

    @Test func aRuleAddsChangesAndRemovesAValue() async throws {
        #expect(try await counters.value("a", of: scope) == nil)
        #expect(try await count("a") == 1)
        #expect(try await count("a") == 2)
        #expect(try await counters.value("a", of: scope) == Counter(name: "n/\"é", count: 2))
        await #expect(throws: Refusal.self) { try await count("a") }
        #expect(try await counters.value("a", of: scope)?.count == 2)
        try await counters.change("a", of: scope) { $0 = nil }
        #expect(try await counters.value("a", of: scope) == nil)
    }

    @Test func aRuleChangesSeveralValues() async throws {
        _ = try await count("a")
        _ = try await count("b")
        let sum = try await counters.change(["a", "b", "c"], of: scope) { values in
            let sum = values.values.reduce(0) { $0 + $1.count }
            values["c"] = Counter(name: "sum", count: sum)
            values["a"] = nil
            return sum
        }
        #expect(sum == 2)
        let page = try await counters.page(of: scope)
        #expect(page.map(\.key) == ["b", "c"])
        #expect(page.map(\.value.count) == [1, 2])
        #expect(try await counters.page(of: scope, prefix: "b").map(\.key) == ["b"])
        #expect(try await counters.page(of: scope, after: "b", limit: 1).map(\.key) == ["c"])
    }

    @Test func aRuleThatAddsAValueItHasNotNamedIsRefused() async throws {
        await #expect {
            try await counters.change(["a"], of: scope) { values in
                values["a"] = Counter(name: "a", count: 1)
                values["b"] = Counter(name: "b", count: 1)
            }
        } throws: { ($0 as? StoreError)?.code == .invalidRow }
        #expect(try await counters.page(of: scope).isEmpty)
    }

    @Test func oneStepChangesSeveralTables() async throws {
        let names = RowTable<String>("names", in: store)
        let (counter, name) = try (counters.id("a", of: scope), names.id("n", of: scope))
        try await store.change([counter, name]) { [counters] rows in
            try counters.set(Counter(name: "a", count: 7), for: counter, in: &rows)
            try names.set("a", for: name, in: &rows)
        }
        #expect(try await names.value("n", of: scope) == "a")
        #expect(try await counters.value("a", of: scope)?.count == 7)
    }

    /// The same value is the same bytes: a step that changes nothing writes nothing.
    @Test func anEqualValueIsNotWritten() async throws {
        _ = try await count("a")
        let id = try counters.id("a", of: scope)
        let changes = try await store.change([id]) { [counters] rows in
            let value = try counters.value(of: id, in: rows)
            try counters.set(value, for: id, in: &rows)
            return rows.changes
        }
        #expect(changes.isEmpty)
    }

    @Test func aRowThatIsNoSuchValueIsDamaged() async throws {
        let id = try counters.id("a", of: scope)
        try await store.change([id]) { try $0.set(Array("[1]".utf8), for: id) }
        await #expect {
            _ = try await count("a")
        } throws: { error in
            let error = error as? StoreError
            return error?.code == .damaged && error?.message.contains("counters/default") == true
        }
    }

    @Test(arguments: ["", "Counters", "1", "a b", "käse", String(repeating: "a", count: 33)])
    func aTableThatIsNotWellFormedIsRefused(name: String) async {
        await #expect {
            _ = try await RowTable<Int>(name, in: store).value("a", of: scope)
        } throws: { ($0 as? StoreError)?.code == .invalidRow }
    }

    @Test(arguments: ["", "a\0b", String(repeating: "é", count: 129)])
    func aKeyThatIsNotWellFormedIsRefused(key: String) async {
        await #expect {
            _ = try await counters.value(key, of: scope)
        } throws: { ($0 as? StoreError)?.code == .invalidRow }
        await #expect {
            _ = try await counters.page(of: scope, after: key)
        } throws: { ($0 as? StoreError)?.code == .invalidRow }
    }
}

/// Where a prefix ends in the order of bytes.
struct RowQueryTests {
    @Test(arguments: [
        ("a", "b"), ("az", "a{"), ("a\u{D7FF}", "a\u{E000}"), ("a\u{10FFFF}", "b"),
        ("caf\u{E9}", "caf\u{EA}"), ("\u{7F}", "\u{80}"), ("\u{FFFF}", "\u{10000}"),
    ])
    func endsBehindAllThatBeginWithIt(prefix: String, end: String) throws {
        let query = try RowQuery(table: "t", scope: .default, prefix: prefix)
        #expect(query.end == ExactText(end))
    }

    @Test func aPrefixWithNothingBehindHasNoEnd() throws {
        #expect(try RowQuery(table: "t", scope: .default).end == nil)
        #expect(try RowQuery(table: "t", scope: .default, prefix: "\u{10FFFF}").end == nil)
    }
}
