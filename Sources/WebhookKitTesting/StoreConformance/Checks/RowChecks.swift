import WebhookKit

/// Rows: steps over them, what they keep and their bounds.
struct RowChecks: StoreChecks {
    let trial: StoreTrial

    /// Keys that a careless store folds, cuts or takes for a pattern, in the order of their bytes.
    private static let oddKeys = [
        "\n\t\u{1}", " ", "%", "'\"\\", "A", "_", "a", "a ", "caf\u{E9}",
        String(repeating: "k", count: RowID.longestKey), "\u{FFFF}", "\u{1F600}", "\u{10FFFF}",
    ]

    /// Values that a careless store rewrites.
    private static let oddValues = [
        #"{}"#, #"{"b":1,"a":2,"a":3}"#, "{\n \"a\" : [ 1 ,\t2 ]\r\n}", #""\u0000\ud800\/""#,
        "1.50e+400", "\"caf\u{E9} cafe\u{301} \u{2028}\"", "null", "[]",
        #"""# + String(repeating: "x", count: RowSet.largestValue - 2) + #"""#,
    ]

    func rowsComeBackAsWritten() async throws {
        let store = try rowStore
        var expected: [RowID: [UInt8]] = [:]
        for (index, key) in Self.oddKeys.enumerated() {
            let value = Self.oddValues[index % Self.oddValues.count]
            try expected[id(key)] = Array(value.utf8)
        }
        let ids = Array(expected.keys)
        let absent = try await store.change(ids) { [expected] rows in
            var absent = 0
            for id in ids {
                if try rows.value(of: id) == nil { absent += 1 }
                if let value = expected[id] { try rows.set(value, for: id) }
            }
            return absent
        }
        try expect("rows that a first step does not find", absent, ids.count)
        let seen = try await store.change(ids) { rows in try ids.map { try rows.value(of: $0) } }
        try expect("values in a second step", seen, ids.map { expected[$0] })
        for (id, value) in expected {
            try expect("the value of \(id)", try await store.row(id), value)
        }
        let query = try RowQuery(table: "kit", scope: scope())
        let listed = try await store.rows(query)
        try expect("all keys", listed.map(\.id.key), expected.keys.map(\.key).sorted())
        for row in listed {
            try expect("the listed value of \(row.id)", row.value, expected[row.id])
        }
        try await put(try id("a"), "[1]")
        try expect("a replaced value", try await json(id("a")), "[1]")
        try await removeRow(try id("a"))
        try await removeRow(try id("never"))
        try expect("a removed value", try await json(id("a")), nil)
        try expect("a value that never was", try await json(id("never")), nil)
    }

    private struct Refusal: Error, Equatable {
        let reason: String
    }

    func rowsChangeTogether() async throws {
        let store = try rowStore
        let (one, two, three) = (try id("1"), try id("2", table: "other"), try id("3"))
        try await put(one, "1")
        try await put(three, "3")
        do {
            try await store.change([one, two, three]) { rows in
                try rows.set([UInt8(ascii: "9")], for: one)
                try rows.set([UInt8(ascii: "9")], for: two)
                try rows.remove(three)
                throw Refusal(reason: "mine")
            }
            throw BrokenPromise(message: "a rule that throws: expected its error, got none")
        } catch let refusal as Refusal {
            try expect("the error of a rule", refusal, Refusal(reason: "mine"))
        } catch let broken as BrokenPromise {
            throw broken
        } catch {
            throw BrokenPromise(message: "a rule that throws: expected its error, got \(error)")
        }
        let before = try await [json(one), json(two), json(three)]
        try expect("rows after a rule has thrown", before, ["1", nil, "3"])
        let sum = try await store.change([one, two, three, one]) { rows in
            let digits = try [one, three].compactMap { try rows.value(of: $0)?.first }
            try rows.set(Array(#"{"moved":3}"#.utf8), for: two)
            try rows.remove(three)
            return digits.reduce(0) { $0 + Int($1) - 48 }
        }
        try expect("what a rule gives", sum, 4)
        let after = try await [json(one), json(two), json(three)]
        try expect("rows after a step", after, ["1", #"{"moved":3}"#, nil])
    }

    func rowsLoseNoChange() async throws {
        let store = try rowStore
        let shared = try id("shared")
        let results = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<64 {
                let own = try id("own-\(number)")
                group.addTask {
                    try await store.change([own, shared]) { rows in
                        let text = try rows.value(of: shared) ?? [UInt8(ascii: "0")]
                        let next = (Int(String(decoding: text, as: UTF8.self)) ?? 0) + 1
                        try rows.set(Array("\(next)".utf8), for: shared)
                        try rows.set(Array("\(next)".utf8), for: own)
                        return next
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        try expect("counts that steps gave", results.sorted(), Array(1...64))
        try expect("the count", try await json(shared), "64")
        var own: [Int] = []
        for number in 0..<64 { own.append(Int(try await json(id("own-\(number)")) ?? "") ?? 0) }
        try expect("each step's own row", own.sorted(), Array(1...64))
    }

    func rowsAreAddedOnce() async throws {
        let store = try rowStore
        let id = try id("one")
        let winners = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<64 {
                group.addTask {
                    try await store.change([id]) { rows in
                        guard try rows.value(of: id) == nil else { return false }
                        try rows.set(Array("\(number)".utf8), for: id)
                        return true
                    }
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        try expect("steps that found no row", winners, 1)
        try expect("rows", try await keys(), ["one"])
    }

    func rowsMustBeNamed() async throws {
        let store = try rowStore
        let (named, other) = (try id("named"), try id("other"))
        try await put(other, "1")
        let touches: [@Sendable (inout RowSet) throws -> Void] = [
            { _ = try $0.value(of: other) }, { try $0.set([UInt8(ascii: "2")], for: other) },
            { try $0.remove(other) },
        ]
        for touch in touches {
            try await expectError(.invalidRow, "a row that the step has not named") {
                try await store.change([named]) { rows in
                    try rows.set([UInt8(ascii: "1")], for: named)
                    try touch(&rows)
                }
            }
        }
        try expect("the named row", try await json(named), nil)
        try expect("the other row", try await json(other), "1")
    }

    func rowsHaveBounds() async throws {
        let store = try rowStore
        let (first, second) = (try id("first"), try id("second"))
        let tooLarge = #"""# + String(repeating: "x", count: RowSet.largestValue - 1) + #"""#
        for value in [tooLarge, "", "{", "no", "\"\u{1}\"", "1 2"] {
            try await expectError(.invalidRow, "the value \(value.prefix(8))") {
                try await store.change([first, second]) { rows in
                    try rows.set([UInt8(ascii: "1")], for: first)
                    try rows.set(Array(value.utf8), for: second)
                }
            }
        }
        try expect("rows after refusals", try await keys(), [])
        let many = try (0...RowSet.mostRows).map { try id("many-\($0)") }
        try await expectError(.invalidRow, "a step with \(many.count) rows") {
            try await store.change(many) { try $0.set([UInt8(ascii: "1")], for: many[0]) }
        }
        let most = Array(many.dropLast())
        try await store.change(most) { rows in
            for id in most { try rows.set([UInt8(ascii: "1")], for: id) }
        }
        try expectCount("rows of the largest step", try await keys(), most.count)
    }
}
