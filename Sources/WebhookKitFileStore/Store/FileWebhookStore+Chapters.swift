public import WebhookKit

/// Rows are all in memory, each with about 100 bytes beside its key and its value.
extension FileWebhookStore: RowStore {
    /// Lets a rule change rows; on the disk when it returns. Steps that come together share an fsync.
    public func change<Value: Sendable>(
        _ ids: [RowID],
        by rule: @escaping @Sendable (inout RowSet) throws -> Value
    ) async throws -> Value {
        // What a rule will write nobody knows; a full disk is noticed even where this is too little.
        try await RowRefusal.unwrapping {
            try await thread.perform(4096 + ids.count * 4096) { core throws(StoreError) in
                try core.step { state, _ throws(StoreError) in try state.change(ids, by: rule) }
            }
        }
    }

    /// Reads a row.
    public func row(_ id: RowID) async throws -> [UInt8]? {
        try await thread.perform(0, isDurable: false) { core in core.state.rows[id] }
    }

    /// Reads rows.
    public func rows(_ query: RowQuery) async throws -> [StoredRow] {
        try await thread.perform(0, isDurable: false) { core in core.state.rows.rows(query) }
    }
}

extension FileWebhookStore: EventHistory {
    /// Reads events by position, their bodies from the disk.
    public func events(_ query: EventQuery) async throws -> EventPage {
        try await thread.perform(0, isDurable: false) { core throws(StoreError) in
            try core.state.events(query)
        }
    }

    /// Keeps events from a position on; on the disk when it returns.
    public func keepEvents(of scope: Scope, from position: Position?) async throws {
        try await thread.perform(4096) { core throws(StoreError) in
            try core.step { state, _ in state.keepEvents(of: scope, from: position) }
        }
    }
}
