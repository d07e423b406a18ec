import WebhookKit

/// Rows: tokens, triggers, subscriptions and all other chapters beside sending.
extension DictionaryStore: RowStore {
    func change<Value: Sendable>(
        _ ids: [RowID],
        by rule: @escaping @Sendable (inout RowSet) throws -> Value
    ) throws -> Value {
        var set = try RowSet(ids, stored: rows.filter { ids.contains($0.key) })
        // A rule that throws has changed nothing but its own copy.
        let value = try rule(&set)
        for change in set.changes { rows[change.id] = change.value }
        return value
    }

    func row(_ id: RowID) -> [UInt8]? { rows[id] }

    func rows(_ query: RowQuery) -> [StoredRow] {
        let keys = rows.keys.filter { id in
            id.table == query.table && id.scope == query.scope
                && id.key.string.utf8.starts(with: query.prefix.utf8)
                && query.after.map { $0 < id.key } ?? true
        }
        return keys.sorted { $0.key < $1.key }.prefix(query.limit)
            .compactMap { id in rows[id].map { StoredRow(id: id, value: $0) } }
    }
}

/// Events by their positions: recovery and polling.
extension DictionaryStore: EventHistory {
    func events(_ query: EventQuery) -> EventPage {
        let all = events.values.map(\.stored).filter { $0.event.scope == query.scope }
            .sorted { $0.position < $1.position }
        var page = EventPage(cursor: Position(0), isLast: true)
        page.oldest = all.first?.position
        page.keptFrom = keptFrom[query.scope]
        // Positions tell where a reader is, so those it has passed are left out first.
        let rest: ArraySlice<StoredEvent>
        switch query.start {
        case .after(let position): rest = all.drop { $0.position <= position }
        case .appended(let time): rest = all.drop { $0.appendedAt < time }
        }
        if case .after(let position) = query.start { page.cursor = position }
        if rest.isEmpty, case .appended = query.start {
            page.cursor = all.last?.position ?? page.cursor
        }
        for stored in rest {
            guard page.events.count < min(query.limit, 1000) else {
                page.isLast = false
                break
            }
            page.cursor = stored.position
            if query.types?.contains(stored.event.type) ?? true { page.events.append(stored) }
        }
        return page
    }

    func keepEvents(of scope: Scope, from position: Position?) {
        keptFrom[scope] = position
    }

    func isKept(_ stored: StoredEvent) -> Bool {
        keptFrom[stored.event.scope].map { stored.position >= $0 } ?? false
    }
}
