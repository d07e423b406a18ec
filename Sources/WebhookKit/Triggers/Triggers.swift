/// The triggers of one tenant, managed on behalf of one caller: create, edit, activate, deactivate,
/// delete, and read their logs.
///
/// Made by ``TriggerService/triggers(in:as:)``. Every call throws ``AuthorizationError`` when the
/// caller is a user who is not an active API User of the organization at that moment (W-11), and
/// whatever the host's ``UserDirectory`` throws. Nothing of another tenant is found or changed.
public struct Triggers: Sendable {
    let context: TriggerContext

    /// The tenant.
    public let scope: Scope

    /// Who asks.
    public let caller: Caller

    func authorize() async throws {
        try await context.chapter.users.authorize(caller, in: scope.organization)
    }

    /// Creates a trigger.
    ///
    /// - Parameters:
    ///   - draft: what to create.
    ///   - id: what callers write into the path; made by WebhookKit when nil.
    /// - Returns: the trigger as it was stored.
    /// - Throws: ``FieldError`` naming the field, ``AuthorizationError``, or ``StoreError``: `conflict`
    ///   when the scope has a trigger of this id, `limit` when it has as many as it may.
    @discardableResult
    public func create(_ draft: TriggerDraft, id: Trigger.ID? = nil) async throws -> Trigger {
        try await authorize()
        try draft.check(handlers: Set(context.handlers.keys))
        let now = context.clock.now
        let instance = Trigger.ID(at: now, using: context.chapter.random)
        let trigger = Trigger(
            id: id ?? instance,
            scope: scope,
            name: draft.name,
            handler: draft.handler,
            mode: draft.mode,
            access: draft.access,
            signature: draft.signature,
            idempotencyHeader: draft.idempotencyHeader,
            isActive: draft.isActive,
            createdAt: now,
            modifiedAt: now,
            revision: 1,
            instance: instance.string
        )
        let sealed = try await seal(draft, for: trigger)
        let (tables, limit) = (context.tables, context.configuration.triggersPerScope)
        let row = try tables.triggers.id(trigger.id.string, of: scope)
        let countRow = try tables.counts.id(TriggerTables.countKey, of: scope)
        try await context.rows.change([row, countRow]) { rows in
            guard try rows.value(of: row) == nil else {
                throw StoreError.conflict("trigger \(trigger.id): the id is taken; use another")
            }
            let count = try tables.counts.value(of: countRow, in: rows) ?? 0
            guard count < limit else {
                throw StoreError.limit("the scope has \(count) triggers already; remove one")
            }
            let record = TriggerRecord(trigger: trigger, sealed: sealed)
            try tables.triggers.set(record, for: row, in: &rows)
            try tables.counts.set(count + 1, for: countRow, in: &rows)
        }
        return trigger
    }

    /// Edits a trigger from the revision that the caller has seen.
    ///
    /// Calls that a durable trigger has accepted before keep their handler's new version: they are
    /// decoded when they are handled.
    ///
    /// - Parameters:
    ///   - id: the trigger.
    ///   - revision: ``Trigger/revision`` as the caller read it.
    ///   - edit: changes the draft, which comes filled with the present fields; its secrets are nil,
    ///     and left so they stay.
    /// - Throws: ``StoreError`` `conflict` when the revision is stale, `notFound`; the errors of
    ///   ``create(_:id:)``.
    @discardableResult
    public func edit(
        _ id: Trigger.ID,
        revision: Int,
        _ edit: (inout TriggerDraft) throws -> Void
    ) async throws -> Trigger {
        try await authorize()
        let old = try await record(of: id).trigger
        guard revision == old.revision else { throw Self.stale(id) }
        var draft = TriggerDraft(of: old)
        try edit(&draft)
        try draft.check(handlers: Set(context.handlers.keys), editing: old)
        let sealed = try await seal(draft, for: old)
        return try await change(id) { [draft] record in
            guard record.trigger.revision == revision, record.trigger.instance == old.instance
            else {
                throw Self.stale(id)
            }
            record.trigger.take(draft)
            if draft.signature == nil { record.sealed = nil }
            if let sealed { record.sealed = sealed }
        }
    }

    /// Lets a trigger take calls.
    @discardableResult
    public func activate(_ id: Trigger.ID) async throws -> Trigger {
        try await setActive(true, id)
    }

    /// Stops a trigger at once, in all processes: calls get 404. What a durable trigger has accepted
    /// before is handled still.
    @discardableResult
    public func deactivate(_ id: Trigger.ID) async throws -> Trigger {
        try await setActive(false, id)
    }

    /// Deletes a trigger with its log and the calls that wait, for ever.
    ///
    /// A call that is being handled meanwhile ends by itself.
    ///
    /// - Returns: whether there was one.
    @discardableResult
    public func delete(_ id: Trigger.ID) async throws -> Bool {
        try await authorize()
        let tables = context.tables
        let row = try tables.triggers.id(id.string, of: scope)
        let countRow = try tables.counts.id(TriggerTables.countKey, of: scope)
        let removed = try await context.rows.change([row, countRow]) { rows -> TriggerRecord? in
            guard let record = try tables.triggers.value(of: row, in: rows) else { return nil }
            try rows.remove(row)
            let count = try tables.counts.value(of: countRow, in: rows) ?? 0
            try tables.counts.set(max(0, count - 1), for: countRow, in: &rows)
            return record
        }
        guard let removed else { return false }
        for table in [tables.log.name, tables.calls.name, TriggerTables.bodies, tables.keys.name] {
            try await removeRows(of: removed.trigger, from: table)
        }
        return true
    }

    /// What belongs to a deleted trigger, in small steps; entries of queues that point to it go when
    /// they are due.
    private func removeRows(of trigger: Trigger, from table: String) async throws {
        while true {
            let query = try RowQuery(table: table, scope: scope, prefix: trigger.instance + "/")
            let ids = try await context.rows.rows(query).map(\.id)
            guard !ids.isEmpty else { return }
            try await context.rows.change(ids) { rows in
                for id in ids { try rows.remove(id) }
            }
        }
    }

    // MARK: Parts

    private func setActive(_ isActive: Bool, _ id: Trigger.ID) async throws -> Trigger {
        try await authorize()
        return try await change(id) { record in record.trigger.isActive = isActive }
    }

    private func change(
        _ id: Trigger.ID,
        by rule: @escaping @Sendable (inout TriggerRecord) throws -> Void
    ) async throws -> Trigger {
        let now = context.clock.now
        return try await context.tables.triggers.change(id.string, of: scope) { record in
            guard var changed = record else { throw Self.notFound(id) }
            try rule(&changed)
            changed.trigger.modifiedAt = now
            changed.trigger.revision += 1
            record = changed
            return changed.trigger
        }
    }

    func record(of id: Trigger.ID) async throws -> TriggerRecord {
        guard let record = try await context.tables.triggers.value(id.string, of: scope) else {
            throw Self.notFound(id)
        }
        return record
    }

    private func seal(_ draft: TriggerDraft, for trigger: Trigger) async throws -> SealedSecrets? {
        guard let secrets = draft.secrets, !secrets.isEmpty else { return nil }
        return try await context.vault.seal(secrets, of: trigger)
    }

    private static func notFound(_ id: Trigger.ID) -> StoreError {
        .notFound("trigger \(id) is not in the scope")
    }

    private static func stale(_ id: Trigger.ID) -> StoreError {
        .conflict("trigger \(id) was changed meanwhile; read it again")
    }
}

extension Trigger {
    /// Takes on what a checked draft says.
    fileprivate mutating func take(_ draft: TriggerDraft) {
        name = draft.name
        handler = draft.handler
        mode = draft.mode
        access = draft.access
        signature = draft.signature
        idempotencyHeader = draft.idempotencyHeader
        isActive = draft.isActive
    }
}
