import WebhookKit

/// Rows of the chapters beside sending: the table `chapter_rows`.
struct ChapterRows {
    let core: StoreCore

    /// Lets a rule change rows; see ``RowStore/change(_:by:)``.
    func change<Value>(
        _ ids: [RowID],
        by rule: (inout RowSet) throws -> Value
    ) throws(StoreError) -> Value {
        try RowSet.check(ids)
        var stored: [RowID: [UInt8]] = [:]
        for id in ids { stored[id] = try value(of: id) }
        var rows = try RowSet(ids, stored: stored)
        let value = try rows.apply(rule)
        for change in rows.changes { try write(change) }
        return value
    }

    private func value(of id: RowID) throws(StoreError) -> [UInt8]? {
        guard let scope = try core.scope(id.scope) else { return nil }
        return try core.connection.first(
            "SELECT value FROM {chapter_rows} WHERE scope = ?1 AND name = ?2 AND key = ?3",
            scope.number,
            id.table,
            id.key.string
        ) { $0.bytes(0) }
    }

    private func write(_ change: RowChange) throws(StoreError) {
        let scope = try core.makeScope(change.id.scope).number
        guard let value = change.value else {
            return try core.connection.run(
                "DELETE FROM {chapter_rows} WHERE scope = ?1 AND name = ?2 AND key = ?3",
                scope,
                change.id.table,
                change.id.key.string
            )
        }
        try core.connection.run(
            """
            INSERT INTO {chapter_rows} (scope, name, key, value) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (scope, name, key) DO UPDATE SET value = excluded.value
            """,
            scope,
            change.id.table,
            change.id.key.string,
            value
        )
    }

    /// Removes rows of a removed organization's scope; false when there are none.
    func clear(_ scope: Int64, _ budget: inout Int) throws(StoreError) -> Bool {
        try core.connection.run(
            """
            DELETE FROM {chapter_rows}
            WHERE rowid IN (SELECT rowid FROM {chapter_rows} WHERE scope = ?1 LIMIT ?2)
            """,
            scope,
            budget
        )
        budget -= core.connection.changes
        return core.connection.changes > 0
    }
}
