public import WebhookKit

extension SQLiteWebhookStore: RowStore {
    /// Lets a rule change rows; on the disk when it returns. Steps that come together share a commit.
    public func change<Value: Sendable>(
        _ ids: [RowID],
        by rule: @escaping @Sendable (inout RowSet) throws -> Value
    ) async throws -> Value {
        try await RowRefusal.unwrapping {
            try await writer.perform { core throws(StoreError) in
                try ChapterRows(core: core).change(ids, by: rule)
            }
        }
    }

    /// Reads a row, beside the writer.
    public func row(_ id: RowID) async throws -> [UInt8]? {
        try await reader.perform { queries throws(StoreError) in try queries.row(id) }
    }

    /// Reads rows, beside the writer.
    public func rows(_ query: RowQuery) async throws -> [StoredRow] {
        try await reader.perform { queries throws(StoreError) in try queries.rows(query) }
    }
}

extension SQLiteWebhookStore: EventHistory {
    /// Reads events by position, beside the writer.
    public func events(_ query: EventQuery) async throws -> EventPage {
        try await reader.perform { queries throws(StoreError) in try queries.events(query) }
    }

    /// Keeps events from a position on; on the disk when it returns.
    public func keepEvents(of scope: Scope, from position: Position?) async throws {
        try await writer.perform { core throws(StoreError) in
            try KeptEvents(core: core).keep(scope, from: position)
        }
    }
}
