import WebhookKit
import WebhookKitSQL

/// Appends batches of events, each all or none; see ``WebhookStore/append(_:)-([[Event]])``.
struct AppendStep {
    let core: StoreCore

    func run(_ batches: [[Event]]) throws(StoreError) -> [Result<[Publication], StoreError>] {
        try refuseOverlongLog()
        // What hosts have committed was published before; a thousand rows of it are enough for one
        // transaction, and the rest is drained by claims.
        for _ in 0..<4 where try !OutboxStep(core: core).drain() { break }
        var outcomes: [Result<[Publication], StoreError>] = []
        outcomes.reserveCapacity(batches.count)
        for events in batches { outcomes.append(try append(events)) }
        return outcomes
    }

    /// Appends a batch, or says why it is refused, with nothing written. What fails when it has been
    /// begun takes the whole step with it.
    private func append(
        _ events: [Event]
    ) throws(StoreError) -> Result<[Publication], StoreError> {
        let plan: AppendPlan
        do throws(StoreError) {
            plan = try AppendPlan(events) { (key, scope) throws(StoreError) in
                try stored(key, in: scope)
            } isTaken: { (id, scope) throws(StoreError) in
                try isTaken(id, in: scope)
            }
        } catch {
            guard error.sqlite == nil else { throw error }
            return .failure(error)
        }
        return .success(
            try plan.publications { (index) throws(StoreError) in try store(events[index]) }
        )
    }

    /// A log that grows without end, since some connection keeps a read transaction open, would fill
    /// the disk.
    private func refuseOverlongLog() throws(StoreError) {
        guard core.isLogOverlong else { return }
        throw .full(
            "\(core.connection.path)-wal is longer than walLimit, \(core.walLimit) bytes: some "
                + "connection has kept a read transaction open; end it"
        )
    }

    /// Whether an event of this id is stored.
    func isTaken(_ id: Event.ID, in scope: Scope) throws(StoreError) -> Bool {
        guard let entry = try core.scope(scope) else { return false }
        return try core.connection.first(
            "SELECT 1 FROM {events} WHERE scope = ?1 AND id = ?2",
            entry.number,
            id.string
        ) { _ in true } ?? false
    }

    /// What has been published under a key.
    func stored(_ key: ExactText, in scope: Scope) throws(StoreError) -> StoredEvent? {
        guard let entry = try core.scope(scope) else { return nil }
        let position = try core.connection.first(
            "SELECT position FROM {events} WHERE scope = ?1 AND key = ?2",
            entry.number,
            key.string
        ) { $0.int(0) }
        guard let position else { return nil }
        return try core.connection.event(at: position, scope: scope)
    }

    /// Stores an event, matched to the webhooks of its scope.
    func store(_ event: Event) throws(StoreError) -> Publication {
        let scope = try core.makeScope(event.scope)
        let takers = try takers(of: event, in: scope)
        core.counters.position += 1
        let position = core.counters.position
        try core.eventTable.insert(
            event,
            at: position,
            in: scope.number,
            deliveries: takers.count,
            time: core.time
        )
        for (index, (webhook, kind)) in takers.enumerated() {
            let number = DeliveryNumber(position: position, index: Int64(index))
            try core.deliveries.enqueue(number, to: webhook, kind: kind, id: nil)
        }
        return Publication(
            id: event.id,
            position: Position(position),
            isDuplicate: false,
            queued: takers.count
        )
    }

    private func takers(
        of event: Event,
        in scope: ScopeEntry
    ) throws(StoreError) -> [(webhook: WebhookEntry, kind: Delivery.Kind)] {
        var takers: [(webhook: WebhookEntry, kind: Delivery.Kind)] = []
        var skippers: [WebhookEntry] = []
        for webhook in try core.webhooks(of: scope) {
            let match = webhook.record.match(event)
            guard match != .ignored else { continue }
            // One whose queue cannot be read gets nothing.
            let queue = try core.readable { () throws(StoreError) in
                try core.queue(webhook.number)
            }
            guard queue != nil else { continue }
            switch match {
            case .deliver(let kind): takers.append((webhook, kind))
            case .skipped: skippers.append(webhook)
            case .ignored: break
            }
        }
        guard takers.count <= DeliveryNumber.indexes else {
            throw .limit("event \(event.id): \(takers.count) webhooks would take it")
        }
        for webhook in skippers {
            let queue = try core.queue(webhook.number)
            queue.skipped += 1
            queue.isDirty = true
        }
        return takers
    }
}
