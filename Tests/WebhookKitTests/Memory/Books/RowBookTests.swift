import Testing
import WebhookKitTesting

@testable import WebhookKit

/// Random rows, compared with a dictionary.
struct RowBookTests {
    private static func id(_ random: inout SeededRandom) throws -> RowID {
        let organization = try Organization(["a", "b", "c"].randomElement(using: &random) ?? "a")
        let scope = Scope(organization: organization)
        let table = ["t", "u"].randomElement(using: &random) ?? "t"
        let letters = ["a", "B", "%", "\u{E9}", "e\u{301}", "\u{FFFF}", "\u{10000}"]
        let key = (0..<2).compactMap { _ in letters.randomElement(using: &random) }.joined()
        return try RowID(table: table, scope: scope, key: key)
    }

    private static func sorted(_ rows: [RowID: [UInt8]]) -> [StoredRow] {
        rows.map { StoredRow(id: $0, value: $1) }.sorted { first, second in
            let (one, two) = (first.id, second.id)
            if one.scope != two.scope { return one.scope < two.scope }
            return one.table == two.table ? one.key < two.key : one.table < two.table
        }
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func holdsWhatWasPutIntoIt(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var state = StateBench().state
        var expected: [RowID: [UInt8]] = [:]
        for step in 0..<2000 {
            let id = try Self.id(&random)
            let value = Bool.random(using: &random) ? Array("\(step)".utf8) : nil
            try state.change([id]) { rows in
                let present = try rows.value(of: id)
                #expect(present == expected[id])
                if let value { try rows.set(value, for: id) } else { try rows.remove(id) }
            }
            expected[id] = value
            if step % 700 == 699 {
                _ = state.remove(.organization(id.scope.organization))
                expected = expected.filter { $0.key.scope != id.scope }
            }
        }
        #expect(state.rows.count == expected.count)
        let all = Self.sorted(expected)
        for limit in [1, 7, 1000] {
            var (found, last) = ([StoredRow](), RowID?.none)
            while true {
                let page = state.rows.rows(after: last, limit: limit)
                found += page
                guard let next = page.last?.id else { break }
                last = next
            }
            #expect(found == all)
        }
        for row in all {
            #expect(state.rows[row.id] == row.value)
            let query = try RowQuery(
                table: row.id.table,
                scope: row.id.scope,
                prefix: String(row.id.key.string.unicodeScalars.prefix(1)),
                after: row.id.key.string,
                limit: 5
            )
            let behind = all.filter {
                $0.id.table == query.table && $0.id.scope == query.scope && $0.id.key > row.id.key
                    && $0.id.key.string.utf8.starts(with: query.prefix.utf8)
            }
            #expect(state.rows.rows(query) == Array(behind.prefix(5)))
        }
    }
}
