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
            let present = row ?? makeScopeRow(event.scope)
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
        lastPosition = Position(lastPosition.number + 1)
        let row = EventRow(
            id: event.id,
            type: event.type,
            key: event.idempotencyKey,
            position: lastPosition,
            appendedAt: time.now,
            place: .memory,
            held: Held(event),
            in: scope,
            at: time.uptime
        )
        insert(row)
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
                webhook.record.skippedEvents += 1
                note(.counters(webhook))
            case .ignored: break
            }
        }
        freeIfUnused(row)
        note(.appended(row, index: index))
        return Publication(
            id: event.id,
            position: lastPosition,
            isDuplicate: false,
            queued: Int(row.deliveryCount)
        )
    }

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
        return true
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
        attach(row)
        place(row, at: time)
        reschedule(webhook, at: time)
        return row
    }

    /// Counts a new delivery that is open.
    mutating func attach(_ row: DeliveryRow, index: Int32? = nil) {
        let event = row.event
        row.webhook.references += 1
        event.add(row, index: index)
        event.open += 1
        event.freeStamp = 0
        if row.isNamed { named[row.id] = row }
        if row.kind == .subscribed { row.webhook.open.append(row) }
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
            try checkReadable(webhook)
            guard named[id] == nil else { throw .idTaken(id) }
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

    /// Changes a delivery by a pure step.
    mutating func change(
        _ row: DeliveryRow,
        at time: StoreTime,
        by step: (inout Delivery) -> Void
    ) {
        var delivery = row.delivery(at: time)
        step(&delivery)
        row.update(delivery)
    }
}
