/// Checks drafts, makes events of them and hands them to the store.
struct EventPublishing: Sendable {
    let context: ServiceContext

    func publish(_ drafts: [EventDraft]) async throws -> [Publication] {
        let limits = context.configuration.limits
        guard !drafts.isEmpty else { return [] }
        guard drafts.count <= limits.eventsPerCall else {
            throw FieldError(
                "events",
                "publish at most \(limits.eventsPerCall) events in one call",
                code: .tooLarge
            )
        }
        let now = context.clock.now
        var events: [Event] = []
        events.reserveCapacity(drafts.count)
        for (index, draft) in drafts.enumerated() {
            events.append(try event(from: draft, index: index, at: now))
        }
        return try await append(events)
    }

    /// Publishes one event, without the arrays that several need.
    func publish(_ draft: EventDraft) async throws -> [Publication] {
        try await append([event(from: draft, at: context.clock.now)])
    }

    private func append(_ events: [Event]) async throws -> [Publication] {
        try Task.checkCancellation()
        let began = context.clock.uptime
        let publications = try await context.appends.append(events, to: context.store)
        context.signals.signal()
        context.observer.observe(
            .published(publications, took: context.clock.uptime - began)
        )
        return publications
    }

    /// What a draft is stored as, when nothing is wrong with it.
    ///
    /// - Parameter index: the draft's place in the call, for the error.
    func event(
        from draft: EventDraft,
        index: Int = 0,
        at now: Timestamp
    ) throws(FieldError) -> Event {
        let limits = context.configuration.limits
        do throws(FieldError) {
            try context.configuration.catalog.check(draft.type)
        } catch {
            throw error.inField("events[\(index)]")
        }
        guard draft.json.count <= limits.eventBytes else {
            throw FieldError(
                "events[\(index)].data",
                "\(draft.json.count) bytes are more than \(limits.eventBytes); "
                    + "send a reference instead",
                code: .tooLarge
            )
        }
        do throws(JSONProblem) {
            try JSONScanner.check(draft.json)
        } catch {
            throw FieldError("events[\(index)].data", "\(error)")
        }
        if let key = draft.idempotencyKey, !(1...256).contains(key.utf8.count) {
            throw FieldError(
                "events[\(index)].idempotencyKey",
                "use 1 to 256 bytes, or nil"
            )
        }
        if draft.json.count >= limits.largeEventBytes {
            context.observer.observe(.largeEvent(draft.type, bytes: draft.json.count))
        }
        return Event(
            id: draft.id ?? Event.ID(at: now, using: context.random),
            scope: draft.scope,
            type: draft.type,
            occurredAt: draft.occurredAt ?? now,
            data: draft.json,
            idempotencyKey: draft.idempotencyKey.map { ExactText($0) }
        )
    }
}
