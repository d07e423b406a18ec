extension InMemoryWebhookStore: RowStore {
    /// Lets a rule change rows, under the store's lock.
    public func change<Value: Sendable>(
        _ ids: [RowID],
        by rule: @escaping @Sendable (inout RowSet) throws -> Value
    ) async throws -> Value {
        try await RowRefusal.unwrapping {
            try step { state, _ throws(StoreError) in try state.change(ids, by: rule) }
        }
    }

    /// Reads a row.
    public func row(_ id: RowID) -> [UInt8]? {
        step { state, _ in state.rows[id] }
    }

    /// Reads rows.
    public func rows(_ query: RowQuery) -> [StoredRow] {
        step { state, _ in state.rows.rows(query) }
    }
}

extension InMemoryWebhookStore: EventHistory {
    /// Reads events by position.
    public func events(_ query: EventQuery) throws -> EventPage {
        try step { state, _ throws(StoreError) in try state.events(query) }
    }

    /// Keeps events from a position on.
    public func keepEvents(of scope: Scope, from position: Position?) {
        step { state, _ in state.keepEvents(of: scope, from: position) }
    }
}
