import WebhookKit

/// What an event's `last_use` says while a mark keeps it.
enum Withheld {
    /// What is taken away from it: more than any time has.
    static let shift: Int64 = 1 << 60
    /// No time is below.
    static let end: Int64 = -(1 << 59)
    /// A mark that is lifted.
    static let lifted = Int64.max
}

/// Events that are owed to somebody: the table `kept`.
struct KeptEvents {
    let core: StoreCore

    /// Keeps a scope's events; see ``EventHistory/keepEvents(of:from:)``.
    func keep(_ scope: Scope, from position: Position?) throws(StoreError) {
        guard let position else {
            guard let entry = try core.scope(scope) else { return }
            return try core.connection.run(
                """
                UPDATE {kept} SET position = ?2,
                    released = min(coalesce(released, position - 1), position - 1)
                WHERE scope = ?1 AND position < ?2
                """,
                entry.number,
                Withheld.lifted
            )
        }
        let number = max(0, min(position.number, Withheld.lifted - 1))
        try core.connection.run(
            """
            INSERT INTO {kept} (scope, position) VALUES (?1, ?2)
            ON CONFLICT (scope) DO UPDATE SET position = excluded.position,
                released = CASE
                    WHEN excluded.position > position
                        THEN min(coalesce(released, position - 1), position - 1)
                    ELSE released
                END
            """,
            try core.makeScope(scope).number,
            number
        )
    }

    /// Looks again at events that were kept until a mark was moved; false when there are none.
    func releaseSome(_ budget: inout Int) throws(StoreError) -> Bool {
        let mark = try core.connection.first(
            """
            SELECT scope, position, released FROM {kept} INDEXED BY {kept_released}
            WHERE released IS NOT NULL LIMIT 1
            """
        ) { (scope: $0.int(0), position: $0.int(1), released: $0.int(2)) }
        guard let mark else { return false }
        let events = try core.connection.all(
            """
            SELECT position, last_use FROM {events} INDEXED BY {events_scope}
            WHERE scope = ?1 AND position > ?2 AND position < ?3 ORDER BY position LIMIT ?4
            """,
            mark.scope,
            mark.released,
            mark.position,
            budget
        ) { (position: $0.int(0), lastUse: $0.int(1)) }
        for event in events where event.lastUse < Withheld.end {
            try core.eventTable.release(event.position)
        }
        if let last = events.last, events.count >= budget {
            try core.connection.run(
                "UPDATE {kept} SET released = ?2 WHERE scope = ?1",
                mark.scope,
                last.position
            )
        } else if mark.position == Withheld.lifted {
            try core.connection.run("DELETE FROM {kept} WHERE scope = ?1", mark.scope)
        } else {
            try core.connection.run(
                "UPDATE {kept} SET released = NULL WHERE scope = ?1",
                mark.scope
            )
        }
        budget -= max(1, events.count)
        return true
    }
}
