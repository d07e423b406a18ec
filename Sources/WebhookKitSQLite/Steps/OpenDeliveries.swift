import WebhookKit
import WebhookKitSQL

/// Single deliveries: as values for the pure steps, and in the places that their status wants.
struct OpenDeliveries {
    let core: StoreCore

    /// A delivery with its event's row; nil when there is none.
    func delivery(_ number: Int64) throws(StoreError) -> DeliveryRecord? {
        try core.deliveryTable.find(number)
    }

    /// The same, where it must be there.
    func existingDelivery(_ number: Int64) throws(StoreError) -> DeliveryRecord {
        guard let record = try delivery(number) else {
            throw .unreadable(core.place("deliveries", number), "the row or its event is missing")
        }
        return record
    }

    /// The delivery as a value, which the pure steps work on.
    ///
    /// - Parameter lease: the one that it is under.
    func value(
        of record: DeliveryRecord,
        to webhook: WebhookEntry,
        lease: Lease? = nil
    ) throws(StoreError) -> Delivery {
        let id =
            if let lease { lease.deliveryID } else { try id(of: record, to: webhook) }
        let status: Delivery.Status
        switch record.status {
        case .waiting:
            status = .waiting(due: core.time.wallTime(at: record.due ?? core.time.steady))
        case .leased: status = .leased
        case .succeeded: status = .succeeded
        case .failed: status = .failed
        case .skipped: status = .skipped
        case .parked: status = .parked
        }
        return Delivery(
            restoring: id,
            eventID: record.event.id,
            eventType: record.event.type,
            position: Position(record.event.position),
            scope: webhook.scope.scope,
            webhookID: webhook.record.id,
            kind: record.kind,
            generation: Int(record.generation),
            status: status,
            progress: record.progress
        )
    }

    /// Its id, put together where it follows from event and webhook.
    func id(
        of record: DeliveryRecord,
        to webhook: WebhookEntry
    ) throws(StoreError) -> Delivery.ID {
        if let id = record.id {
            return try Decoding.id(id, at: core.place("deliveries", record.number.value))
        }
        return Delivery.ID(
            of: record.event.id,
            in: webhook.scope.scope,
            to: webhook.record.id,
            at: record.event.appendedAt
        )
    }

    /// Takes over what a pure step has changed.
    ///
    /// - Parameter due: when it is due, if it waits now.
    func adopt(_ delivery: Delivery, into record: inout DeliveryRecord, due: Int64) {
        record.generation = Int64(delivery.generation)
        record.progress = delivery.progress
        record.due = nil
        switch delivery.status {
        case .waiting: (record.status, record.due) = (.waiting, due)
        case .leased: record.status = .leased
        case .succeeded: record.status = .succeeded
        case .failed: record.status = .failed
        case .skipped: record.status = .skipped
        case .parked: record.status = .parked
        }
    }

    // MARK: Places

    /// Queues a new delivery, due now.
    func enqueue(
        _ number: DeliveryNumber,
        to webhook: WebhookEntry,
        kind: Delivery.Kind,
        id: Delivery.ID?
    ) throws(StoreError) {
        let queue = try core.queue(webhook.number)
        let lane = kind == .manual ? queue.manualLane : queue.lane
        try core.deliveryTable.insert(
            number,
            to: webhook,
            kind: kind,
            id: id,
            lane: lane,
            due: core.time.steady
        )
        core.counters.waiting += 1
        core.counters.work += 1
        queue.waiting += 1
        if kind == .manual { queue.manual += 1 }
        queue.isDirty = true
        if queue.turn == nil { queue.needsTurn = true }
    }

    /// Puts a delivery that has changed where its status wants it, and writes it.
    ///
    /// It has been taken out of its place by ``takeOut(_:of:)``.
    ///
    /// - Parameter pins: log entries that hold its event and did not before.
    func place(_ record: DeliveryRecord, in queue: Queue, pins: Int = 0) throws(StoreError) {
        var record = record
        queue.needsTurn = true
        switch record.status {
        case .waiting:
            core.counters.waiting += 1
            queue.waiting += 1
            if record.kind == .manual { queue.manual += 1 }
            queue.isDirty = true
            if record.isSuspect {
                try core.connection.run(
                    "INSERT INTO {suspects} (number, webhook, due) VALUES (?1, ?2, ?3)",
                    record.number.value,
                    record.webhook,
                    record.due ?? core.time.steady
                )
                record.due = nil
            }
            try sweepIfVoid(record, in: queue)
        case .leased:
            core.counters.leased += 1
            queue.leased += 1
            queue.isDirty = true
        case .parked:
            guard let id = record.id else { break }
            try core.connection.run(
                "INSERT INTO {parked} (number, webhook, id) VALUES (?1, ?2, ?3)",
                record.number.value,
                record.webhook,
                id
            )
            try sweepIfVoid(record, in: queue)
        case .succeeded, .failed, .skipped:
            record.lane = nil
        }
        try noteUse(of: record.event, isOver: record.lane == nil, pins: pins)
        try core.deliveryTable.update(record)
    }

    /// Takes an open delivery out of its place, before it changes.
    func takeOut(_ record: DeliveryRecord, of queue: Queue) throws(StoreError) {
        switch record.status {
        case .waiting:
            core.counters.waiting -= 1
            queue.waiting -= 1
            if record.kind == .manual { queue.manual -= 1 }
            queue.isDirty = true
            if record.isSuspect {
                try core.connection.run(
                    "DELETE FROM {suspects} WHERE number = ?1",
                    record.number.value
                )
            }
        case .leased: takeOutLeased(of: queue)
        case .parked:
            try core.connection.run("DELETE FROM {parked} WHERE number = ?1", record.number.value)
        case .succeeded, .failed, .skipped: break
        }
    }

    /// The same for a leased one, whose lease is gone already.
    func takeOutLeased(of queue: Queue) {
        core.counters.leased -= 1
        queue.leased -= 1
        queue.isDirty = true
    }

    /// Counts at an event that a delivery is over, and that log entries hold it.
    func noteUse(of event: EventHead, isOver: Bool, pins: Int) throws(StoreError) {
        guard isOver || pins > 0 else { return }
        try core.eventTable.noteUse(
            of: event.position,
            isOver: isOver,
            pins: pins,
            at: isOver ? core.time.steady : 0
        )
    }

    /// Has what came back to a queue that is void swept again.
    private func sweepIfVoid(_ record: DeliveryRecord, in queue: Queue) throws(StoreError) {
        guard record.kind == .subscribed, let lane = record.lane else { return }
        if lane == queue.lane {
            let webhook = try core.readable { () throws(StoreError) in
                try core.webhook(queue.webhook)
            }
            guard let webhook, isVoid(record, for: webhook) else { return }
        }
        try sweep(lane, of: queue.webhook)
    }

    /// Whether the webhook no longer takes it.
    func isVoid(_ record: DeliveryRecord, for webhook: WebhookEntry) -> Bool {
        webhook.record.voids(
            record.kind,
            generation: Int(record.generation),
            type: record.event.type,
            position: Position(record.event.position)
        )
    }

    /// Has housekeeping look at every delivery of a queue, from its beginning on.
    func sweep(_ lane: Int64, of webhook: Int64) throws(StoreError) {
        try core.connection.run(
            """
            INSERT INTO {sweeps} (lane, webhook, after) VALUES (?1, ?2, -1)
            ON CONFLICT (lane) DO UPDATE SET after = -1
            """,
            lane,
            webhook
        )
    }
}
