import WebhookKit
import WebhookKitSQL

/// Compares a database with what it must be.
struct StoreChecking {
    let connection: Connection

    /// What is wrong, each with its place.
    func problems() throws(StoreError) -> [String] {
        try connection.execute("BEGIN")
        defer { try? connection.execute("COMMIT") }
        let pages = try connection.rows(of: "PRAGMA integrity_check(100)") { $0.text(0) }
        // Counting in damaged tables says nothing.
        guard pages == ["ok"] else { return pages }
        return try danglingRows() + countProblems() + unreadableRows()
    }

    private func danglingRows() throws(StoreError) -> [String] {
        let prefix = connection.names.prefix
        return try connection.rows(of: "PRAGMA foreign_key_check") { row in
            (table: row.text(0), row: row.int(1), parent: row.text(2))
        }
        .filter { $0.table.hasPrefix(prefix) }
        .prefix(100)
        .map { "table \($0.table), row \($0.row): its row of \($0.parent) is missing" }
    }

    /// Rows of the chapters beside sending that could not have been stored.
    private func unreadableRows() throws(StoreError) -> [String] {
        let table = connection.names.table("chapter_rows")
        let problems = try connection.rows(of: "SELECT rowid, name, key, value FROM {chapter_rows}")
        {
            row -> String? in
            let isNamed = (try? RowID(table: row.text(1), scope: .default, key: row.text(2))) != nil
            let value = row.bytes(3)
            let isSound =
                isNamed && value.count <= RowSet.largestValue
                && (try? JSONScanner.check(value)) != nil
            return isSound ? nil : "table \(table), row \(row.int(0)): no row of a chapter"
        }
        return Array(problems.compactMap(\.self).prefix(100))
    }

    /// A number that is kept, and what it must be.
    private struct Count {
        let what: String
        let kept: Int64
        let counted: Int64
    }

    private func countProblems() throws(StoreError) -> [String] {
        let store = connection.names.table("store")
        let kept = try connection.first("SELECT waiting, leased FROM {store}") {
            ($0.int(0), $0.int(1))
        }
        guard let kept else { return ["table \(store) is empty"] }
        let waiting =
            "SELECT count(*) FROM {deliveries} d JOIN {webhooks} w ON w.number = d.webhook "
        let counts = [
            Count(
                what: "table \(store): waiting",
                kept: kept.0,
                counted: try count(waiting + "WHERE d.status = 0")
            ),
            Count(
                what: "table \(store): leased",
                kept: kept.1,
                counted: try count("SELECT count(*) FROM {leases}")
            ),
            Count(
                what: "table \(connection.names.table("leases")): rows with a holder",
                kept: try count("SELECT count(*) FROM {leases} WHERE holder IS NOT NULL"),
                counted: try count(
                    "SELECT count(*) FROM {leases} JOIN {holders} h ON h.number = holder"
                )
            ),
            Count(
                what: "table \(connection.names.table("queues")): waiting, all together",
                kept: try count("SELECT coalesce(sum(waiting), 0) FROM {queues}"),
                counted: kept.0
            ),
            Count(
                what: "table \(connection.names.table("events")): open, all together",
                kept: try count("SELECT coalesce(sum(open), 0) FROM {events}"),
                counted: try count("SELECT count(*) FROM {deliveries} WHERE lane IS NOT NULL")
            ),
            Count(
                what: "table \(connection.names.table("events")): pins, all together",
                kept: try count("SELECT coalesce(sum(pins), 0) FROM {events}"),
                counted: try count("SELECT count(*) FROM {log}")
            ),
            Count(
                what: "table \(connection.names.table("bodies")): rows",
                kept: try count("SELECT count(*) FROM {bodies}"),
                counted: try count("SELECT count(*) FROM {events}")
            ),
        ]
        return counts.filter { $0.kept != $0.counted }
            .map { "\($0.what): \($0.kept), and there are \($0.counted)" }
    }

    private func count(_ text: String) throws(StoreError) -> Int64 {
        try connection.rows(of: text) { $0.int(0) }.first ?? 0
    }
}
