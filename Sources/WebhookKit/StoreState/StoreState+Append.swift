extension StoreState {
    /// Appends events, all or none; see ``WebhookStore/append(_:)``.
    package mutating func append(
        _ events: [Event],
        at time: StoreTime
    ) throws(StoreError) -> [Publication] {
        let plan = try plan(events)
        var publications: [Publication] = []
        publications.reserveCapacity(events.count)
        var scope: ScopeRow?
        for (index, event) in events.enumerated() {
            switch plan[index] {
            case .store:
                let row = scope?.scope == event.scope ? scope : nil
                let present = row ?? makeScopeRow(event.scope)
                publications.append(store(event, index: index, in: present, at: time))
                scope = present
            case .repeats(let first):
                publications.append(.duplicate(of: first.id, at: first.position))
            case .repeatsInCall(let index):
                let first = publications[index]
                publications.append(.duplicate(of: first.id, at: first.position))
            }
        }
        return publications
    }

    private enum Step {
        case store
        case repeats(EventRow)
        /// The index of the first one.
        case repeatsInCall(Int)
    }

    private struct Identity: Hashable {
        let scope: Scope
        let name: ExactText

        // Nearly all calls have one scope: hashing the name alone is quicker.
        func hash(into hasher: inout Hasher) {
            hasher.combine(name)
        }
    }

    /// Decides about every event before anything changes.
    private func plan(_ events: [Event]) throws(StoreError) -> [Step] {
        var keys: [Identity: Int] = [:]
        var ids: Set<Identity> = []
        var plan: [Step] = []
        plan.reserveCapacity(events.count)
        var scope: ScopeRow?
        for (index, event) in events.enumerated() {
            if scope?.scope != event.scope { scope = scopes[event.scope] }
            if let key = event.idempotencyKey {
                if let first = scope?.keys[key] {
                    guard try contents.event(of: first).publishesTheSame(as: event) else {
                        throw .keyReused(key)
                    }
                    plan.append(.repeats(first))
                    continue
                }
                let identity = Identity(scope: event.scope, name: key)
                if let first = keys[identity] {
                    guard events[first].publishesTheSame(as: event) else {
                        throw .keyReused(key)
                    }
                    plan.append(.repeatsInCall(first))
                    continue
                }
                keys[identity] = index
            }
            let isNew =
                events.count == 1
                || ids.insert(Identity(scope: event.scope, name: ExactText(event.id.string)))
                    .inserted
            guard isNew, scope?.events[event.id] == nil else {
                throw .conflict("event \(event.id): the id is taken; use another or none")
            }
            plan.append(.store)
        }
        return plan
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
        for webhook in scope.webhooks {
            let skipped = webhook.record.skippedEvents
            if let kind = webhook.record.take(event) {
                let state = DeliveryState(
                    kind: kind,
                    generation: webhook.record.health.generation,
                    time: nil
                )
                queue(state, of: row, to: webhook, at: time)
            } else if webhook.record.skippedEvents != skipped {
                note(.counters(webhook))
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
                throw .notFound("event \(eventID) is not stored, or no longer")
            }
            guard let webhook = scope.webhook(webhookID) else {
                throw .notFound("webhook \(webhookID) is not in the scope")
            }
            guard named[id] == nil else {
                throw .conflict("delivery \(id): the id is taken; use another")
            }
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

extension Publication {
    fileprivate static func duplicate(of id: Event.ID, at position: Position) -> Publication {
        Publication(id: id, position: position, isDuplicate: true, queued: 0)
    }
}
