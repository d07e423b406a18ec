extension Triggers {
    /// Reads one trigger; nil when it is not in the scope.
    public func trigger(_ id: Trigger.ID) async throws -> Trigger? {
        try await authorize()
        return try await context.tables.triggers.value(id.string, of: scope)?.trigger
    }

    /// Reads triggers in the order of their ids, a page at a time.
    ///
    /// - Parameters:
    ///   - id: the last one of the page before; nil for the first page.
    ///   - limit: triggers on a page, 1 to 100.
    public func page(after id: Trigger.ID? = nil, limit: Int = 100) async throws -> [Trigger] {
        try await authorize()
        return try await context.tables.triggers.page(
            of: scope,
            after: id?.string,
            limit: max(1, min(limit, 100))
        ).map(\.value.trigger)
    }

    /// Reads a trigger's log: its last 100 calls, newest first.
    ///
    /// A call of an immediate trigger is there as soon as it is answered; one of a durable trigger when
    /// it has been handled or has failed for good, see ``waiting(for:after:limit:)``. Requests without a
    /// valid token are in no log, so that nobody can push others out of it: the observer is told.
    public func log(of id: Trigger.ID) async throws -> [TriggerLogEntry] {
        try await authorize()
        let trigger = try await record(of: id).trigger
        return try await context.log.entries(of: trigger.instance, in: scope)
    }

    /// Reads the calls that a durable trigger has accepted and not handled, the oldest first, a page at
    /// a time; also those that have failed for good.
    ///
    /// - Parameters:
    ///   - id: the trigger.
    ///   - call: the last one of the page before; nil for the first page.
    ///   - limit: calls on a page, 1 to 100.
    public func waiting(
        for id: Trigger.ID,
        after call: TriggerCall.ID? = nil,
        limit: Int = 100
    ) async throws -> [WaitingTriggerCall] {
        try await authorize()
        let instance = try await record(of: id).trigger.instance
        return try await context.tables.calls.page(
            of: scope,
            prefix: instance + "/",
            after: call.map { TriggerWork.row($0, of: instance) },
            limit: max(1, min(limit, 100))
        ).map { WaitingTriggerCall($0.value) }
    }

    /// Has a call that has failed for good tried again, at once and with all its tries.
    ///
    /// - Returns: whether there was one; calls that wait for their next try stay as they are.
    @discardableResult
    public func retry(_ call: TriggerCall.ID, of id: Trigger.ID) async throws -> Bool {
        try await authorize()
        let instance = try await record(of: id).trigger.instance
        let tables = context.tables
        let row = try tables.calls.id(TriggerWork.row(call, of: instance), of: scope)
        let ticket = tables.queue.ticket(due: context.clock.now)
        let isRetried = try await context.rows.change([row, tables.queue.row(of: ticket)]) { rows in
            guard var work = try tables.calls.value(of: row, in: rows), work.isParked else {
                return false
            }
            (work.isParked, work.failures) = (false, 0)
            (work.entry, work.dueAt) = (ticket.id, ticket.due)
            try tables.calls.set(work, for: row, in: &rows)
            try tables.queue.add(ticket, for: row, in: &rows)
            return true
        }
        if isRetried { context.signals.signal() }
        return isRetried
    }

    /// Drops a call that waits or has failed for good; one that is being handled ends by itself.
    ///
    /// - Returns: whether there was one.
    @discardableResult
    public func discard(_ call: TriggerCall.ID, of id: Trigger.ID) async throws -> Bool {
        try await authorize()
        let instance = try await record(of: id).trigger.instance
        let key = TriggerWork.row(call, of: instance)
        let row = try context.tables.calls.id(key, of: scope)
        let body = try RowID(table: TriggerTables.bodies, scope: scope, key: key)
        return try await context.rows.change([row, body]) { rows in
            let wasThere = try rows.value(of: row) != nil
            try rows.remove(row)
            try rows.remove(body)
            return wasThere
        }
    }
}
