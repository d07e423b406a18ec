/// Keeps rows: what every chapter beside sending is written over (B-8).
///
/// A row is a table's name, a scope, a key and a value, which is JSON. Tokens, triggers, subscriptions
/// and plans are rows of the core's; a store knows none of them, and whoever implements these three
/// requirements has all chapters, also those to come.
///
/// - **Atomicity**: ``change(_:by:)`` is one step, whole or not at all, also when the process dies in
///   the middle; steps of all processes that name a common row have one order. Steps that have none in
///   common need not wait for one another, and those that come together should share a commit.
/// - **Durability**: when it returns, what it changed survives whatever the store promises to survive.
/// - **Bytes**: keys are equal, and in order, by their bytes, whatever Unicode says: in SQL
///   `COLLATE "C"`. A value comes back as the bytes that were given: `bytea` or `json`, never `jsonb`.
/// - **Bounds** are checked by ``RowID`` and ``RowSet``, before the store is asked.
/// - **Errors** are ``StoreError``, but for what a rule throws; after one nothing has changed, except
///   with ``StoreError/Code/outcomeUnknown``.
/// - **Removal**: ``WebhookRemoval/organization(_:)`` removes the rows of all scopes of it, in the same
///   step or so that nobody sees them any more.
public protocol RowStore: Sendable {
    /// Loads rows, lets a rule decide, and writes what it has changed, in one atomic step.
    ///
    /// Make a ``RowSet`` of what is stored under the ids, call the rule on it, and write
    /// ``RowSet/changes``. Nobody else changes one of these rows in between, nor adds one where there
    /// was none. Rows that come out as they went in are not written.
    ///
    /// - Parameters:
    ///   - ids: every row that the rule may look at, whether it is there or not.
    ///   - rule: decides, inside the store's step. It may be called again after a conflict, and for a
    ///     step that is never committed, so it must be pure: it looks at nothing but the rows and what
    ///     it was made with, it does nothing but change the rows, and it does not call the store.
    /// - Returns: what the rule gave, once what it changed is durable.
    /// - Throws: what the rule throws, and then nothing is written; ``StoreError/Code/invalidRow`` when
    ///   there are too many ids.
    func change<Value: Sendable>(
        _ ids: [RowID],
        by rule: @escaping @Sendable (inout RowSet) throws -> Value
    ) async throws -> Value

    /// Reads a row's value; nil when there is none.
    func row(_ id: RowID) async throws -> [UInt8]?

    /// Reads rows of one table and scope, in the order of the bytes of their keys.
    ///
    /// Going on after the last key neither skips nor repeats a row that is there all the while. The work
    /// does not grow with the number of rows outside the page.
    func rows(_ query: RowQuery) async throws -> [StoredRow]
}

/// A row as it is stored.
public struct StoredRow: Sendable, Hashable {
    /// What names it.
    public let id: RowID
    /// Its JSON, byte by byte as it was given.
    public let value: [UInt8]

    /// Puts a row together.
    public init(id: RowID, value: [UInt8]) {
        self.id = id
        self.value = value
    }
}

/// Which rows to read; see ``RowStore/rows(_:)``.
public struct RowQuery: Sendable, Hashable {
    /// The table.
    public let table: String
    /// The tenant.
    public let scope: Scope
    /// Only keys that begin with these bytes; all when empty.
    @ExactText public private(set) var prefix: String
    /// Only keys behind this one: the last one of the page before.
    public let after: ExactText?
    /// The most to return.
    public let limit: Int

    /// Makes a query.
    ///
    /// - Throws: ``StoreError/Code/invalidRow`` for a table's name, a prefix or a key that no row has.
    public init(
        table: String,
        scope: Scope,
        prefix: String = "",
        after: String? = nil,
        limit: Int = 100
    ) throws(StoreError) {
        try RowID.check(table: table)
        if !prefix.isEmpty { try RowID.check(key: prefix) }
        if let after { try RowID.check(key: after) }
        self.table = table
        self.scope = scope
        _prefix = ExactText(prefix)
        self.after = after.map { ExactText($0) }
        self.limit = max(0, limit)
    }

    /// The first text, in the order of bytes, behind all that begin with the prefix; nil when nothing
    /// is behind them: a database reads from the prefix to here, and no further.
    public var end: ExactText? {
        var scalars = Array(prefix.unicodeScalars)
        while let last = scalars.popLast() {
            // Bytes of UTF-8 are in the order of scalars; surrogates are none.
            let next = last.value == 0xD7FF ? 0xE000 : last.value + 1
            guard let scalar = Unicode.Scalar(next) else { continue }
            scalars.append(scalar)
            var text = String.UnicodeScalarView()
            text.append(contentsOf: scalars)
            return ExactText(String(text))
        }
        return nil
    }
}
