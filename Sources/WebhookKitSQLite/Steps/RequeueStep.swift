import WebhookKit
import WebhookKitSQL

/// Queues or drops one delivery by hand; see ``WebhookStore/requeue(_:)``.
struct RequeueStep {
    let core: StoreCore

    func run(_ request: RequeueRequest) throws(StoreError) {
        switch request {
        case .resend(let event, let webhook, let scope, let id):
            try resend(event, to: webhook, in: scope, as: id)
        case .resume(let id, let scope):
            try changeParked(id, in: scope) { $0.resume(at: core.time.now) }
        case .drop(let id, let scope):
            try drop(id, in: scope)
        }
    }

    private func resend(
        _ event: Event.ID,
        to webhook: Webhook.ID,
        in scope: Scope,
        as id: Delivery.ID
    ) throws(StoreError) {
        let entry = try core.scope(scope)
        let found = try core.connection.first(
            "SELECT position, deliveries FROM {events} WHERE scope = ?1 AND id = ?2",
            entry?.number,
            event.string
        ) { (position: $0.int(0), deliveries: $0.int(1)) }
        guard let entry, let found else { throw .notStored(event) }
        guard let target = try core.webhook(webhook, in: entry) else { throw .notFound(webhook) }
        let isTaken = try core.connection.first(
            """
            SELECT 1 FROM {deliveries} WHERE id = ?1 UNION ALL SELECT 1 FROM {leases} WHERE id = ?1
            """,
            id.string
        ) { _ in true }
        guard isTaken == nil else { throw .idTaken(id) }
        guard found.deliveries < DeliveryNumber.indexes else {
            throw .limit("event \(event) has \(found.deliveries) deliveries; publish it anew")
        }
        try core.eventTable.addDelivery(at: found.position)
        let number = DeliveryNumber(position: found.position, index: found.deliveries)
        try core.deliveries.enqueue(number, to: target, kind: .manual, id: id)
    }

    // MARK: Parked ones (D-13)

    /// Changes a parked delivery by a pure step.
    private func changeParked(
        _ id: Delivery.ID,
        in scope: Scope,
        by step: (inout Delivery) -> Void
    ) throws(StoreError) {
        guard let number = try numberOfParked(id),
            var record = try core.deliveries.delivery(number),
            let webhook = try core.webhook(record.webhook), webhook.scope.scope == scope
        else { throw .notParked(id) }
        let queue = try core.queue(record.webhook)
        try core.deliveries.takeOut(record, of: queue)
        var delivery = try core.deliveries.value(of: record, to: webhook)
        step(&delivery)
        core.deliveries.adopt(delivery, into: &record, due: core.time.steady)
        // What waited behind it is free now, too.
        core.counters.work += 1
        try core.deliveries.place(record, in: queue)
    }

    /// Gives a parked delivery up, also one whose row cannot be read.
    private func drop(_ id: Delivery.ID, in scope: Scope) throws(StoreError) {
        let dropped = try core.readable { () throws(StoreError) in
            try changeParked(id, in: scope) { $0.drop() }
            return true
        }
        guard dropped == nil, let number = try numberOfParked(id) else { return }
        let webhook = try core.connection.first(
            """
            SELECT p.webhook FROM {parked} p
            JOIN {webhooks} w ON w.number = p.webhook JOIN {scopes} s ON s.number = w.scope
            WHERE p.number = ?1 AND s.organization = ?2 AND s.environment = ?3
            """,
            number,
            scope.organization.name,
            scope.environment.name
        ) { $0.int(0) }
        guard let webhook else { throw .notParked(id) }
        try core.connection.run("DELETE FROM {parked} WHERE number = ?1", number)
        try core.connection.run(
            "UPDATE {deliveries} SET status = 4, lane = NULL, due = NULL WHERE number = ?1",
            number
        )
        try core.eventTable.noteUse(
            of: DeliveryNumber(number).position,
            isOver: true,
            pins: 0,
            at: core.time.steady
        )
        try core.readable { () throws(StoreError) in try core.queue(webhook).needsTurn = true }
        core.counters.work += 1
    }

    private func numberOfParked(_ id: Delivery.ID) throws(StoreError) -> Int64? {
        try core.connection.first("SELECT number FROM {parked} WHERE id = ?1", id.string) {
            $0.int(0)
        }
    }
}
