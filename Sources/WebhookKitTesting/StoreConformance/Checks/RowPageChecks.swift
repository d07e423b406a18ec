import WebhookKit

/// Rows read by their keys.
struct RowPageChecks: StoreChecks {
    let trial: StoreTrial

    private func put(_ keys: [ExactText], table: String = "kit", in organization: String = "kit")
        async throws
    {
        for key in keys { try await put(try id(key.string, table: table, in: organization), "1") }
    }

    func rowsGoByBytes() async throws {
        // By bytes; by Unicode the first two are one, and by UTF-16 the last two stand the other way.
        let sorted: [ExactText] = ["B", "a", "cafe\u{301}", "caf\u{E9}", "\u{FFFF}", "\u{10000}"]
        for (index, key) in sorted.enumerated().reversed() {
            try await put(try id(key.string), "\(index)")
        }
        try expect("keys", try await keys(), sorted)
        for (index, key) in sorted.enumerated() {
            try expect("the value of key \(index)", try await json(id(key.string)), "\(index)")
        }
        let behind = try await keys(after: "cafe\u{301}", limit: 1)
        try expect("the next key", behind, ["caf\u{E9}"])
        let prefixed = try await keys(prefix: "caf\u{E9}")
        try expect("keys of a prefix", prefixed, ["caf\u{E9}"])
        try await removeRow(try id("caf\u{E9}"))
        try expect("the other spelling", try await json(id("cafe\u{301}")), "2")
    }

    func rowsBelongToTheirTableAndScope() async throws {
        let sandbox = try StoreFixtures.sandbox("kit")
        let places = [
            try id("key"), try id("key", table: "kit2"), try id("key", in: "other"),
            try RowID(table: "kit", scope: sandbox, key: "key"),
        ]
        for (index, id) in places.enumerated() { try await put(id, "\(index)") }
        for (index, id) in places.enumerated() {
            try expect("the value of \(id)", try await json(id), "\(index)")
            let query = try RowQuery(table: id.table, scope: id.scope)
            try expect("rows beside \(id)", try await rowStore.rows(query).map(\.id), [id])
        }
        try await removeRow(places[0])
        var left: [String?] = []
        for id in places { left.append(try await json(id)) }
        try expect("after one is removed", left, [nil, "1", "2", "3"])
    }

    func rowsComeInPages() async throws {
        let all: [ExactText] = [
            "%", "%a", "_", "a", "a%", "a%1", "a%2", "a_1", "ab", "b", "b\u{10FFFF}", "c",
        ]
        try await put(all.reversed())
        try await put(["a%9"], table: "another")
        try await put(["a%8"], in: "other")
        try expect("all", try await keys(), all)
        try expect("none", try await keys(limit: 0), [])
        try expect("no such table", try await keys(table: "nothing"), [])
        try expect("the first three", try await keys(limit: 3), ["%", "%a", "_"])
        try expect("behind \"_\"", try await keys(after: "_", limit: 2), ["a", "a%"])
        try expect("behind what is not there", try await keys(after: "a%11", limit: 1), ["a%2"])
        try expect("behind the last", try await keys(after: "c"), [])
        try expect("prefix \"a%\"", try await keys(prefix: "a%"), ["a%", "a%1", "a%2"])
        try expect("prefix \"_\"", try await keys(prefix: "_"), ["_"])
        try expect("prefix \"b\"", try await keys(prefix: "b"), ["b", "b\u{10FFFF}"])
        let last = try await keys(prefix: "b\u{10FFFF}")
        try expect("a prefix with the last scalar", last, ["b\u{10FFFF}"])
        let next = try await keys(prefix: "a%", after: "a%", limit: 1)
        try expect("prefix \"a%\" behind \"a%\"", next, ["a%1"])
        let before = try await keys(prefix: "a%", after: "%")
        try expect("prefix \"a%\" behind \"%\"", before, ["a%", "a%1", "a%2"])
        try expect("prefix \"a%\" behind \"b\"", try await keys(prefix: "a%", after: "b"), [])
    }

    func rowsInPagesAreSteady() async throws {
        let steady = (0..<50).map { ExactText("s-\(100 + $0)") }
        try await put(steady)
        var seen: [ExactText] = []
        var after: String?
        for round in 0..<12 {
            let page = try await keys(after: after, limit: 7)
            seen += page
            guard let last = page.last?.string, let first = page.first?.string else { break }
            after = last
            // Before, at and behind the reader's place.
            try await put(["a-\(round)", "\(last.prefix(5))-new", "t-\(round)"])
            if !last.hasPrefix("s-") || last.hasSuffix("-new") { try await removeRow(try id(last)) }
            try await put(try id(first), "2")
        }
        let found = seen.filter { $0.string.hasPrefix("s-") && !$0.string.hasSuffix("-new") }
        try expect("rows that were there all the while", found, steady)
        try expectCount("different rows", Set(seen), seen.count)
    }

    func rowsGoWithTheirOrganization() async throws {
        let sandbox = try RowID(table: "kit", scope: StoreFixtures.sandbox("kit"), key: "1")
        try await put(["1", "2"])
        try await put(sandbox, "1")
        try await put(["1"], in: "kit2")
        _ = try await store.remove(.organization(scope().organization))
        let gone = try await [json(id("1")), json(sandbox)]
        try expect("rows of the organization", gone, [nil, nil])
        try expect("its list", try await keys(), [])
        try await put(["3"])
        try expect("rows that came later", try await keys(), ["3"])
        try await maintain()
        try expect("rows after housekeeping", try await keys(), ["3"])
        try expect("the other's rows", try await keys(in: "kit2"), ["1"])
    }

    func rowsSurviveReopening() async throws {
        let keys: [ExactText] = ["1", "caf\u{E9}", "cafe\u{301}", "\n\"\\"]
        for key in keys { try await put(try id(key.string), #"{ "a":"\u0000",\#n"k":1}"#) }
        try await put(keys, in: "other")
        try await put(["gone"])
        try await removeRow(try id("gone"))
        try await put(["1"], table: "removed", in: "left")
        _ = try await store.remove(.organization(scope("left").organization))
        let listed = try await self.keys()
        var trial = self
        for round in 1...2 {
            trial = try await trial.reopened()
            let found = try await trial.keys()
            try expect("keys, opened \(round) times again", found, listed)
            try expect("a value", try await trial.json(id("1")), #"{ "a":"\u0000",\#n"k":1}"#)
            try expect("a removed row", try await trial.json(id("gone")), nil)
            try expectCount("other rows", try await trial.keys(in: "other"), keys.count)
            let left = try await trial.keys(table: "removed", in: "left")
            try expect("a removed organization's rows", left, [])
        }
        try await trial.put(try id("2"), "2")
        try expect("a row added since", try await trial.json(id("2")), "2")
    }
}
