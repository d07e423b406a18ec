/// What stands for the rows of a store that keeps none: it says so when a chapter needs them.
struct NoRows: RowStore {
    private static let refusal = StoreError(
        .unavailable,
        "the store keeps no rows, which tokens, triggers and other chapters are made of: conform it "
            + "to RowStore, or take one that does"
    )

    func change<Value: Sendable>(
        _ ids: [RowID],
        by rule: @escaping @Sendable (inout RowSet) throws -> Value
    ) async throws -> Value {
        throw Self.refusal
    }

    func row(_ id: RowID) async throws -> [UInt8]? {
        throw Self.refusal
    }

    func rows(_ query: RowQuery) async throws -> [StoredRow] {
        throw Self.refusal
    }
}
