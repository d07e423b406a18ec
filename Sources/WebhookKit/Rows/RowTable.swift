#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// One chapter's rows as values: what tokens, triggers or plans are kept in (B-8).
///
/// A chapter is a pure rule and a façade; the rule sees a value, or nil where there is none, and
/// leaves what is to be stored:
///
/// ```swift
/// let tokens = RowTable<Token>("tokens", in: store)
/// let revoked = try await tokens.change("tok_1", of: scope) { token in
///     try token?.revoke(at: now)
///     return token
/// }
/// ```
///
/// Rules that need several rows, also of several tables, use ``RowStore/change(_:by:)`` with
/// ``id(_:of:)``, ``value(of:in:)`` and ``set(_:for:in:)``. Rules must be pure: they may run again.
package struct RowTable<Value: Codable & Sendable>: Sendable {
    /// The table's name, as in ``RowID``.
    package let name: String
    private let store: any RowStore

    /// Names a table of a store; a name that is not well-formed is refused at the first use.
    package init(_ name: String, in store: any RowStore) {
        self.name = name
        self.store = store
    }

    /// A value with its key.
    package struct Entry: Sendable {
        package let key: String
        package let value: Value
    }

    // MARK: Whole steps

    /// Lets a rule change one value: it may add, replace or, with nil, remove it.
    ///
    /// A rule that throws has changed nothing, and its error comes out.
    package func change<Result: Sendable>(
        _ key: String,
        of scope: Scope,
        by rule: @escaping @Sendable (inout Value?) throws -> Result
    ) async throws -> Result {
        let id = try id(key, of: scope)
        return try await store.change([id]) { rows in
            var value = try self.value(of: id, in: rows)
            let result = try rule(&value)
            try set(value, for: id, in: &rows)
            return result
        }
    }

    /// Lets a rule change several values by their keys; a key that it takes out is removed.
    package func change<Result: Sendable>(
        _ keys: [String],
        of scope: Scope,
        by rule: @escaping @Sendable (inout [ExactText: Value]) throws -> Result
    ) async throws -> Result {
        var ids: [RowID] = []
        for key in keys { ids.append(try id(key, of: scope)) }
        return try await store.change(ids) { [ids] rows in
            var values: [ExactText: Value] = [:]
            for id in ids { values[id.key] = try value(of: id, in: rows) }
            let result = try rule(&values)
            for id in ids { try set(values.removeValue(forKey: id.key), for: id, in: &rows) }
            // What is left was never named.
            if let key = values.keys.first {
                throw StoreError.invalidRow(
                    "\(name)/\(scope)/\(key): the step has not named this row"
                )
            }
            return result
        }
    }

    // MARK: Reading

    /// Reads a value; nil when there is none.
    package func value(_ key: String, of scope: Scope) async throws -> Value? {
        let id = try id(key, of: scope)
        return try await store.row(id).map { try decode($0, id) }
    }

    /// Reads values in the order of the bytes of their keys, a page at a time.
    package func page(
        of scope: Scope,
        prefix: String = "",
        after: String? = nil,
        limit: Int = 100
    ) async throws -> [Entry] {
        let query = try RowQuery(
            table: name,
            scope: scope,
            prefix: prefix,
            after: after,
            limit: limit
        )
        return try await store.rows(query).map { row in
            Entry(key: row.id.key.string, value: try decode(row.value, row.id))
        }
    }

    // MARK: Parts of a step

    /// The name of a row of this table.
    package func id(_ key: String, of scope: Scope) throws(StoreError) -> RowID {
        try RowID(table: name, scope: scope, key: key)
    }

    /// A value that a step has loaded; nil when there is none.
    package func value(of id: RowID, in rows: RowSet) throws(StoreError) -> Value? {
        guard let bytes = try rows.value(of: id) else { return nil }
        return try decode(bytes, id)
    }

    /// Has a step store a value, or remove it.
    package func set(_ value: Value?, for id: RowID, in rows: inout RowSet) throws(StoreError) {
        guard let value else { return try rows.remove(id) }
        try rows.set(try encode(value, id), for: id)
    }

    /// A value that was read as a row; nil when it is no such value.
    package func readable(_ row: StoredRow) -> Value? {
        try? decode(row.value, row.id)
    }

    // MARK: Bytes

    private func encode(_ value: Value, _ id: RowID) throws(StoreError) -> [UInt8] {
        let encoder = JSONEncoder()
        // The same value is always the same bytes, so that it is not written again.
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(value))
        } catch {
            // The error may quote the value.
            throw .invalidRow("\(id): \(Value.self) cannot be encoded")
        }
    }

    private func decode(_ bytes: [UInt8], _ id: RowID) throws(StoreError) -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: Data(bytes))
        } catch {
            throw .damaged("\(id): no \(Value.self)")
        }
    }
}
