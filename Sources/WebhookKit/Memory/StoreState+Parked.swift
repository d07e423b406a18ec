/// Deliveries that were set aside until people look at them (D-13).
extension StoreState {
    /// Reads parked deliveries; see ``WebhookStore/parked(_:)``.
    package func parked(_ query: ParkedQuery, at time: StoreTime) -> ParkedPage {
        let limit = max(0, query.limit)
        // Few by nature.
        let rows = parked.filter { row in
            row.event.scope.scope == query.scope
                && row.parkedNumber > query.cursor?.number ?? -1
                && (query.webhookID.map { $0 == row.webhook.record.id } ?? true)
        }.sorted { $0.parkedNumber < $1.parkedNumber }
        let page = rows.prefix(limit)
        return ParkedPage(
            deliveries: page.map { ParkedDelivery($0.delivery(at: time)) },
            next: rows.count > limit
                ? ParkedCursor(number: page.last?.parkedNumber ?? query.cursor?.number ?? -1) : nil
        )
    }

    /// Changes a parked delivery by a pure step.
    mutating func changeParked(
        _ id: Delivery.ID,
        in scope: Scope,
        at time: StoreTime,
        by step: (inout Delivery) -> Void
    ) throws(StoreError) {
        guard let row = named[id], row.status == .parked, row.event.scope.scope == scope else {
            throw .notParked(id)
        }
        unplace(row)
        change(row, at: time, by: step)
        row.due = time.uptime
        place(row, at: time)
        note(row)
        reschedule(row.webhook, at: time)
    }

    mutating func addParkingNotice(of row: DeliveryRow, at time: StoreTime) {
        let parked = ParkedDelivery(row.delivery(at: time))
        add(row.webhook.record.parkingNotice(of: parked, at: time.now))
    }
}

extension DeliveryRow {
    /// Its place in the list: by event, then by its number among the event's deliveries.
    fileprivate var parkedNumber: Int64 {
        let (number, overflow) = event.position.number.multipliedReportingOverflow(by: 1 << 20)
        return overflow ? .max : number &+ Int64(index)
    }
}
