extension StoreState {
    /// Lets a rule change rows; see ``RowStore/change(_:by:)``.
    package mutating func change<Value>(
        _ ids: [RowID],
        by rule: (inout RowSet) throws -> Value
    ) throws(StoreError) -> Value {
        try RowSet.check(ids)
        var stored: [RowID: [UInt8]] = [:]
        for id in ids { stored[id] = rows[id] }
        var set = try RowSet(ids, stored: stored)
        let value = try set.apply(rule)
        for change in set.changes {
            rows[change.id] = change.value
            note(.row(change))
        }
        return value
    }
}

extension StoreLoader {
    /// Adds, replaces or removes a row.
    package mutating func load(_ change: RowChange) {
        state.rows[change.id] = change.value
    }
}
