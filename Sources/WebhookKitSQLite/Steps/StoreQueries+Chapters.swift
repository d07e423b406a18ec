import WebhookKit
import WebhookKitSQL

/// Rows, read beside the writer.
extension StoreQueries {
    func row(_ id: RowID) throws(StoreError) -> [UInt8]? {
        try connection.first(
            """
            SELECT r.value FROM {scopes} s CROSS JOIN {chapter_rows} r ON r.scope = s.number
            WHERE s.organization = ?1 AND s.environment = ?2 AND r.name = ?3 AND r.key = ?4
            """,
            id.scope.organization.name,
            id.scope.environment.name,
            id.table,
            id.key.string
        ) { $0.bytes(0) }
    }

    func rows(_ query: RowQuery) throws(StoreError) -> [StoredRow] {
        // One bound on each side, which the index begins and ends at; a blob is behind all texts.
        try connection.all(
            """
            SELECT r.key, r.value FROM {scopes} s CROSS JOIN {chapter_rows} r ON r.scope = s.number
            WHERE s.organization = ?1 AND s.environment = ?2 AND r.name = ?3
                AND r.key >= ?4 AND r.key < coalesce(?5, x'') AND r.key <> ?6
            ORDER BY r.key LIMIT ?7
            """,
            query.scope.organization.name,
            query.scope.environment.name,
            query.table,
            max(ExactText(query.prefix), query.after ?? "").string,
            query.end?.string,
            query.after?.string ?? "",
            query.limit
        ) { row in
            StoredRow(
                id: RowID(checked: query.table, query.scope, ExactText(row.text(0))),
                value: row.bytes(1)
            )
        }
    }
}

/// Events by their positions.
extension StoreQueries {
    func events(_ query: EventQuery) throws(StoreError) -> EventPage {
        let found = try connection.first(
            """
            SELECT s.number, k.position FROM {scopes} s LEFT JOIN {kept} k ON k.scope = s.number
            WHERE s.organization = ?1 AND s.environment = ?2
            """,
            query.scope.organization.name,
            query.scope.environment.name
        ) { (number: $0.int(0), kept: $0.optionalInt(1)) }
        guard let found else { return EventPage(cursor: query.firstCursor, isLast: true) }
        let scope = found.number
        let oldest = try event(of: scope, from: 0)
        var page = EventPage(
            cursor: try start(query, in: scope),
            isLast: false,
            oldest: oldest.map { Position($0.position) },
            keptFrom: found.kept.flatMap { $0 == Withheld.lifted ? nil : Position($0) }
        )
        var size = 0
        for head in try heads(of: scope, behind: page.cursor, limit: query.reach) {
            guard page.events.count < query.pageSize, size < EventQuery.largestPage else { break }
            page.cursor = Position(head.position)
            let event = try readable { () throws(StoreError) -> StoredEvent? in
                let place = connection.place("events", head.position)
                let type = try Decoding.type(head.type, at: place)
                guard query.types?.contains(type) ?? true else { return nil }
                guard let event = try connection.event(at: head.position, scope: query.scope) else {
                    throw .unreadable(
                        connection.place("bodies", head.position),
                        "the row is missing"
                    )
                }
                return event
            }
            // Of another type, or passed over since it cannot be read.
            guard case .some(.some(let event)) = event else { continue }
            size += event.event.body.count
            page.events.append(event)
        }
        page.isLast = try heads(of: scope, behind: page.cursor, limit: 1).isEmpty
        return page
    }

    private func heads(
        of scope: Int64,
        behind position: Position,
        limit: Int
    ) throws(StoreError) -> [(position: Int64, type: String)] {
        try connection.all(
            """
            SELECT position, type FROM {events} INDEXED BY {events_scope}
            WHERE scope = ?1 AND position > ?2 ORDER BY position LIMIT ?3
            """,
            scope,
            position.number,
            limit
        ) { (position: $0.int(0), type: $0.text(1)) }
    }

    /// The first event of a scope from a position on.
    private func event(
        of scope: Int64,
        from position: Int64
    ) throws(StoreError) -> (position: Int64, appendedAt: Int64)? {
        try connection.first(
            """
            SELECT position, appended_at FROM {events} INDEXED BY {events_scope}
            WHERE scope = ?1 AND position >= ?2 ORDER BY position LIMIT 1
            """,
            scope,
            position
        ) { (position: $0.int(0), appendedAt: $0.int(1)) }
    }

    /// The position behind which a reader begins: for a time it is found by halving.
    private func start(_ query: EventQuery, in scope: Int64) throws(StoreError) -> Position {
        guard case .appended(let time) = query.start else { return query.firstCursor }
        let newest = try connection.first(
            """
            SELECT position FROM {events} INDEXED BY {events_scope}
            WHERE scope = ?1 ORDER BY position DESC LIMIT 1
            """,
            scope
        ) { $0.int(0) }
        guard let newest, let oldest = try event(of: scope, from: 0) else { return Position(0) }
        // More than counting up ever reaches, so that nothing overflows.
        guard newest < 1 << 60 else {
            throw .unreadable(connection.place("events", newest), "no position")
        }
        // Events before `low` are older, those from `high` on are not.
        var (low, high) = (oldest.position, newest + 1)
        while low < high {
            let middle = low + (high - low) / 2
            guard let event = try event(of: scope, from: middle) else { break }
            if event.appendedAt < time.millisecondsSinceEpoch {
                low = event.position + 1
            } else {
                high = middle
            }
        }
        return Position(low - 1)
    }
}
