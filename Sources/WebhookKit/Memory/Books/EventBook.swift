/// All events of a store, until nothing needs them any more.
///
/// What holds an event: open deliveries, log entries that show it, the recovery window, and its
/// scope's mark; see ``EventHistory/keepEvents(of:from:)``.
package struct EventBook {
    /// The owner of the events' rows.
    package private(set) var timeline = Timeline()
    package private(set) var lastPosition = Position(0)
    /// Events that nothing but the recovery window holds, by their last use.
    private(set) var free = Heap<Timed<EventRow>>()
    private var lastStamp: UInt64 = 0
    /// Scopes with events that were kept and need not be any more.
    private var releasing = FIFO<ScopeRow>()

    /// The position of the event that is appended next.
    var nextPosition: Position { Position(lastPosition.number + 1) }

    /// Makes an event known by its id, its key and its position; false when the id is taken.
    @discardableResult
    mutating func insert(_ row: EventRow) -> Bool {
        // One lookup tells and inserts: this is much of what opening a large store costs.
        if let present = row.scope.events.updateValue(row, forKey: row.id) {
            row.scope.events[row.id] = present
            return false
        }
        if let key = row.key { row.scope.keys[key] = row }
        timeline.append(row)
        row.scope.timeline.append(row)
        lastPosition = max(lastPosition, row.position)
        return true
    }

    /// Takes over the highest position that was ever given.
    mutating func load(lastPosition position: Position) {
        lastPosition = max(lastPosition, position)
    }

    /// Notes that an event's content stands elsewhere, unless it was moved or pruned since.
    package func move(_ position: Position, from old: Place, to new: Place) {
        guard let row = timeline.row(at: position), row.place == old else { return }
        row.place = new
    }

    /// Notes that a delivery has ended.
    mutating func close(_ row: DeliveryRow) {
        let event = row.event
        event.open -= 1
        event.lastUse = max(event.lastUse, row.due)
        freeIfUnused(event)
    }

    /// Lets go of an event that left a log.
    mutating func unpin(_ event: EventRow) {
        event.pins -= 1
        freeIfUnused(event)
    }

    /// Queues an event for pruning when nothing but the recovery window holds it.
    mutating func freeIfUnused(_ event: EventRow) {
        guard event.open == 0, event.pins == 0, !event.isRemoved else { return }
        lastStamp += 1
        event.freeStamp = lastStamp
        free.push(Timed(time: event.lastUse, stamp: lastStamp, value: event))
    }

    /// Forgets what is queued for pruning: all is looked at once when a journal has been loaded.
    mutating func clearFree() {
        free = Heap()
    }
}

/// Letting events go.
extension EventBook {
    /// Takes the next event that nothing has needed since then.
    ///
    /// - Parameter budget: One less for each that is kept by its scope's mark: it is looked at again
    ///   when the mark has moved.
    mutating func popUnneeded(upTo last: Uptime, _ budget: inout Int) -> EventRow? {
        while budget > 0, let entry = free.first, entry.time <= last {
            free.pop()
            let event = entry.value
            guard event.freeStamp == entry.stamp else { continue }
            guard event.scope.keeps(event.position) else { return event }
            event.freeStamp = 0
            budget -= 1
        }
        return nil
    }

    /// Whether there is something to prune or to release.
    func hasMore(upTo last: Uptime) -> Bool {
        !releasing.isEmpty || (free.first.map { $0.time <= last } ?? false)
    }

    /// Forgets an event by position; its deliveries must be gone.
    mutating func remove(_ event: EventRow) {
        event.dropDeliveries()
        event.open = 0
        event.freeStamp = 0
        event.isRemoved = true
        event.held = nil
        timeline.noteRemoval()
        event.scope.timeline.noteRemoval()
    }

    /// Keeps a scope's events from another position on; false when it is the same.
    mutating func keep(_ scope: ScopeRow, from position: Position?) -> Bool {
        guard scope.keptFrom != position else { return false }
        scope.keep(from: position)
        if scope.hasReleased, !scope.isReleasing {
            scope.isReleasing = true
            releasing.append(scope)
        }
        return true
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
