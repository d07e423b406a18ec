extension StoreState {
    /// Reads events by position; see ``EventHistory/events(_:)``.
    package func events(_ query: EventQuery) throws(StoreError) -> EventPage {
        guard let scope = scopes[query.scope] else {
            return EventPage(cursor: query.firstCursor, isLast: true)
        }
        let start = scope.timeline.position(before: query.start)
        var page = EventPage(
            cursor: start,
            isLast: false,
            oldest: scope.timeline.oldest,
            keptFrom: scope.keptFrom
        )
        var size = 0
        for row in scope.timeline.look(after: start, limit: query.reach) {
            guard page.events.count < query.pageSize, size < EventQuery.largestPage else { break }
            page.cursor = row.position
            guard !row.isRemoved, query.types?.contains(row.type) ?? true else { continue }
            let event = try contents.event(of: row)
            size += event.body.count
            page.events.append(
                StoredEvent(event: event, position: row.position, appendedAt: row.appendedAt)
            )
        }
        page.isLast = scope.timeline.look(after: page.cursor, limit: 1).isEmpty
        return page
    }

    /// From where on scopes keep their events.
    package var keptEvents: [Scope: Position] { scopes.compactMapValues(\.keptFrom) }

    /// Keeps a scope's events; see ``EventHistory/keepEvents(of:from:)``.
    package mutating func keepEvents(of scope: Scope, from position: Position?) {
        guard position != nil || scopes[scope]?.keptFrom != nil else { return }
        let row = makeScopeRow(scope)
        guard row.keptFrom != position else { return }
        row.keep(from: position)
        note(.kept(scope, from: position))
        guard row.hasReleased, !row.isReleasing else { return }
        row.isReleasing = true
        releasing.append(row)
    }

    /// Looks again at events that were kept until a mark was moved, so that they can go.
    mutating func release(_ budget: inout Int) {
        while budget > 0, let scope = releasing.first {
            let rows = scope.timeline.look(after: scope.releasedTo, limit: budget)
            for row in rows {
                guard !scope.keeps(row.position) else { break }
                scope.releasedTo = row.position
                budget -= 1
                if row.freeStamp == 0 { freeIfUnused(row) }
            }
            let next = scope.timeline.look(after: scope.releasedTo, limit: 1).first
            guard next.map({ scope.keeps($0.position) }) ?? true else { continue }
            if scope.keptFrom == nil { scope.releasedTo = Position(.max) }
            scope.isReleasing = false
            releasing.popFirst()
        }
    }
}

extension ScopeRow {
    /// Whether an event at this position is still owed to somebody.
    func keeps(_ position: Position) -> Bool {
        keptFrom.map { position >= $0 } ?? false
    }

    /// Moves or lifts the mark.
    func keep(from mark: Position?) {
        let position = mark.map { Position(max(0, min($0.number, .max - 1))) }
        // Events that a lower mark keeps were perhaps never looked at since.
        if let position { releasedTo = min(releasedTo, Position(max(0, position.number - 1))) }
        keptFrom = position
    }

    /// Whether there may be events that a mark no longer keeps.
    var hasReleased: Bool { keptFrom.map { releasedTo.number < $0.number - 1 } ?? true }
}

extension StoreLoader {
    /// Moves or lifts a scope's mark.
    package mutating func loadKept(_ scope: Scope, from position: Position?) {
        let row = state.makeScopeRow(scope)
        // Everything is looked at once when all is loaded.
        row.releasedTo = Position(.max)
        row.keep(from: position)
    }
}
