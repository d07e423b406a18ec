extension MemoryState {
    /// Appends events, all or none; see ``WebhookStore/append(_:)``.
    mutating func append(
        _ events: [Event],
        at time: MemoryTime
    ) throws(StoreError) -> [Publication] {
        let plan = try plan(events)
        var publications: [Publication] = []
        publications.reserveCapacity(events.count)
        var scope: ScopeRow?
        for (event, step) in zip(events, plan) {
            switch step {
            case .store:
                let row = scope?.scope == event.scope ? scope : nil
                let present = row ?? makeScopeRow(event.scope)
                publications.append(store(event, in: present, at: time))
                scope = present
            case .repeats(let first):
                publications.append(
                    .duplicate(of: first.stored.event.id, at: first.stored.position)
                )
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
        let name: String

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
                    guard first.stored.event.publishesTheSame(as: event) else {
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
                || ids.insert(Identity(scope: event.scope, name: event.id.string)).inserted
            guard isNew, scope?.events[event.id] == nil else {
                throw .conflict("event \(event.id): the id is taken; use another or none")
            }
            plan.append(.store)
        }
        return plan
    }

    private mutating func store(
        _ event: Event,
        in scope: ScopeRow,
        at time: MemoryTime
    ) -> Publication {
        lastPosition = Position(lastPosition.number + 1)
        let stored = StoredEvent(event: event, position: lastPosition, appendedAt: time.now)
        let row = EventRow(stored, at: time.uptime)
        scope.events[event.id] = row
        if let key = event.idempotencyKey { scope.keys[key] = row }
        for webhook in scope.webhooks {
            guard let delivery = webhook.record.match(stored) else { continue }
            queue(delivery, of: row, to: webhook, at: time)
        }
        freeIfUnused(row)
        return Publication(
            id: event.id,
            position: lastPosition,
            isDuplicate: false,
            queued: row.deliveries.count
        )
    }

    private mutating func queue(
        _ delivery: Delivery,
        of event: EventRow,
        to webhook: WebhookRow,
        at time: MemoryTime
    ) {
        let row = DeliveryRow(delivery, of: event, to: webhook)
        row.due = time.uptime
        deliveries[delivery.id] = row
        event.deliveries.append(row)
        event.open += 1
        event.freeStamp = 0
        if delivery.kind == .subscribed { webhook.open.append(row) }
        place(row, at: time)
        reschedule(webhook, at: time)
    }

    /// Queues one delivery by hand; see ``WebhookStore/requeue(_:)``.
    mutating func requeue(_ request: RequeueRequest, at time: MemoryTime) throws(StoreError) {
        switch request {
        case .resend(let eventID, let webhookID, let scope, let id):
            guard let scope = scopes[scope], let event = scope.events[eventID] else {
                throw .notFound("event \(eventID) is not stored, or no longer")
            }
            guard let webhook = scope.webhook(webhookID) else {
                throw .notFound("webhook \(webhookID) is not in the scope")
            }
            guard deliveries[id] == nil else {
                throw .conflict("delivery \(id): the id is taken; use another")
            }
            let delivery = Delivery(
                id: id,
                of: event.stored,
                to: webhook.record,
                kind: .manual,
                at: time.now
            )
            queue(delivery, of: event, to: webhook, at: time)
        case .resume(let id, let scope):
            guard let row = deliveries[id], row.delivery.scope == scope,
                row.delivery.status == .parked
            else { throw .notFound("delivery \(id) is not parked in the scope") }
            unplace(row)
            row.delivery.resume(at: time.now)
            row.due = time.uptime
            place(row, at: time)
            reschedule(row.webhook, at: time)
        }
    }
}

extension Publication {
    fileprivate static func duplicate(of id: Event.ID, at position: Position) -> Publication {
        Publication(id: id, position: position, isDuplicate: true, queued: 0)
    }
}
