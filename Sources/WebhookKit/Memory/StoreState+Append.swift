extension StoreState {
    /// Appends batches of events, each all or none; see ``WebhookStore/append(_:)-([[Event]])``.
    package mutating func append(
        _ batches: [[Event]],
        at time: StoreTime
    ) -> [Result<[Publication], StoreError>] {
        var outcomes: [Result<[Publication], StoreError>] = []
        outcomes.reserveCapacity(batches.count)
        var offset = 0
        for events in batches {
            do throws(StoreError) {
                outcomes.append(.success(try append(events, from: offset, at: time)))
            } catch {
                outcomes.append(.failure(error))
            }
            offset += events.count
        }
        return outcomes
    }

    /// Appends a batch whose first event is the one of this index in the whole call.
    private mutating func append(
        _ events: [Event],
        from offset: Int,
        at time: StoreTime
    ) throws(StoreError) -> [Publication] {
        let plan = try plan(events)
        var scope: ScopeRow?
        return plan.publications { index in
            let event = events[index]
            let row = scope?.scope == event.scope ? scope : nil
            let present = row ?? scopes.make(event.scope)
            scope = present
            return store(event, index: offset + index, in: present, at: time)
        }
    }

    /// Decides about every event before anything changes.
    private func plan(_ events: [Event]) throws(StoreError) -> AppendPlan {
        // Nearly all calls have one scope.
        let first = events.first.flatMap { scopes[$0.scope] }
        func row(of scope: Scope) -> ScopeRow? {
            first?.scope == scope ? first : scopes[scope]
        }
        return try AppendPlan(events) { (key, scope) throws(StoreError) in
            guard let found = row(of: scope)?.keys[key] else { return nil }
            return StoredEvent(
                event: try contents.event(of: found),
                position: found.position,
                appendedAt: found.appendedAt
            )
        } isTaken: { id, scope in
            row(of: scope)?.events[id] != nil
        }
    }

    private mutating func store(
        _ event: Event,
        index: Int,
        in scope: ScopeRow,
        at time: StoreTime
    ) -> Publication {
        let row = EventRow(
            id: event.id,
            type: event.type,
            key: event.idempotencyKey,
            position: events.nextPosition,
            appendedAt: time.now,
            place: .memory,
            held: Held(event),
            in: scope,
            at: time.uptime
        )
        events.insert(row)
        for webhook in scope.webhooks where !webhook.isSetAside {
            switch webhook.record.match(event) {
            case .deliver(let kind):
                let state = DeliveryState(
                    kind: kind,
                    generation: webhook.record.health.generation,
                    time: nil
                )
                queue(state, of: row, to: webhook, at: time)
            case .skipped:
                webhook.record.skippedEvents.countUp()
                note(.counters(webhook))
            case .ignored: break
            }
        }
        events.freeIfUnused(row)
        note(.appended(row, index: index))
        return Publication(
            id: event.id,
            position: row.position,
            isDuplicate: false,
            queued: Int(row.deliveryCount)
        )
    }

    @discardableResult
    private mutating func queue(
        _ state: DeliveryState,
        of event: EventRow,
        to webhook: WebhookRow,
        at time: StoreTime
    ) -> DeliveryRow {
        let row = DeliveryRow(state, of: event, to: webhook)
        row.due = time.uptime
        event.add(row)
        deliveries.open(row)
        place(row, at: time)
        turns.reschedule(webhook, at: time)
        return row
    }

    /// Queues one delivery by hand; see ``WebhookStore/requeue(_:)``.
    package mutating func requeue(
        _ request: RequeueRequest,
        at time: StoreTime
    ) throws(StoreError) {
        switch request {
        case .resend(let eventID, let webhookID, let scope, let id):
            guard let scope = scopes[scope], let event = scope.events[eventID] else {
                throw .notStored(eventID)
            }
            guard let webhook = scope.webhook(webhookID) else { throw .notFound(webhookID) }
            try webhook.checkReadable()
            guard deliveries.named[id] == nil else { throw .idTaken(id) }
            let state = DeliveryState(
                kind: .manual,
                generation: webhook.record.health.generation,
                time: nil,
                id: id
            )
            let row = queue(state, of: event, to: webhook, at: time)
            note(row)
        case .resume(let id, let scope):
            try changeParked(id, in: scope, at: time) { $0.resume(at: time.now) }
        case .drop(let id, let scope):
            try changeParked(id, in: scope, at: time) { $0.drop() }
        }
    }

    /// Changes a parked delivery by a pure step.
    private mutating func changeParked(
        _ id: Delivery.ID,
        in scope: Scope,
        at time: StoreTime,
        by step: (inout Delivery) -> Void
    ) throws(StoreError) {
        guard let row = deliveries.named[id], row.status == .parked,
            row.event.scope.scope == scope
        else { throw .notParked(id) }
        change(row, at: time, by: step)
        turns.reschedule(row.webhook, at: time)
    }
}
