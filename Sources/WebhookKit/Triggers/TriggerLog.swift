/// The log of triggers: a row for each call, newest first, and the oldest removed in small steps.
///
/// A call's row is added in the step that ends the call, so that neither is there without the other.
/// Every so many calls a step removes what is behind the last hundred; a trigger may so have a few more
/// rows than it shows.
final class TriggerLog: Sendable {
    private let table: RowTable<TriggerLogEntry>
    private let rows: any RowStore
    private let limit: Int
    /// Calls of each trigger since the last look at what is too old.
    private let counts = Locked<[String: Int]>([:])

    /// How many calls come between two looks.
    private static let interval = 16
    /// How many rows a step removes at most: it has others, too.
    private static let mostRemoved = 80
    /// Triggers that are counted at a time.
    private static let capacity = 10_000

    init(table: RowTable<TriggerLogEntry>, rows: any RowStore, limit: Int) {
        self.table = table
        self.rows = rows
        self.limit = limit
    }

    /// A row that is about to be added, and those that go for it.
    struct Addition: Sendable {
        fileprivate let entry: TriggerLogEntry
        fileprivate let id: RowID
        fileprivate let old: [RowID]

        /// The rows that the step must name.
        var ids: [RowID] { [id] + old }
    }

    /// Finds what a step has to name to add an entry.
    func addition(
        of entry: TriggerLogEntry,
        to instance: String,
        in scope: Scope
    ) async throws -> Addition {
        Addition(
            entry: entry,
            id: try table.id(Self.key(entry, of: instance), of: scope),
            old: try await surplus(of: instance, in: scope)
        )
    }

    /// Adds the entry in a step.
    func add(_ addition: Addition, in rows: inout RowSet) throws(StoreError) {
        try table.set(addition.entry, for: addition.id, in: &rows)
        for id in addition.old { try rows.remove(id) }
    }

    /// What is behind the last hundred, where it is time to look.
    private func surplus(of instance: String, in scope: Scope) async throws -> [RowID] {
        let count = counts.withLock { counts in
            if counts.count >= Self.capacity, counts[instance] == nil { counts.removeAll() }
            defer { counts[instance] = counts[instance, default: 0] + 1 }
            return counts[instance, default: 0]
        }
        guard count % Self.interval == 0 else { return [] }
        let prefix = instance + "/"
        // One is about to be added.
        let kept = try await page(prefix, after: nil, limit - 1, in: scope)
        guard kept.count == limit - 1 else { return [] }
        return try await page(prefix, after: kept.last, Self.mostRemoved, in: scope)
    }

    private func page(
        _ prefix: String,
        after id: RowID?,
        _ limit: Int,
        in scope: Scope
    ) async throws -> [RowID] {
        let query = try RowQuery(
            table: table.name,
            scope: scope,
            prefix: prefix,
            after: id?.key.string,
            limit: limit
        )
        return try await rows.rows(query).map(\.id)
    }

    /// Reads the newest entries.
    func entries(of instance: String, in scope: Scope) async throws -> [TriggerLogEntry] {
        try await table.page(of: scope, prefix: instance + "/", limit: limit).map(\.value)
    }

    /// A key by which the newest call comes first.
    private static func key(_ entry: TriggerLogEntry, of instance: String) -> String {
        let latest: Int64 = 999_999_999_999_999
        let milliseconds = min(max(0, entry.receivedAt.millisecondsSinceEpoch), latest)
        let digits = String(latest - milliseconds)
        let padding = String(repeating: "0", count: 15 - digits.utf8.count)
        return "\(instance)/\(padding)\(digits)-\(entry.id)"
    }
}
