import WebhookKit
import WebhookKitSQL

/// What becomes of deliveries that cannot be read, or whose webhooks cannot.
extension StoreCore {
    /// Parks a delivery that cannot be read, for people to look at; says whether it was not parked yet.
    func setAside(_ number: Int64) throws(StoreError) -> Bool {
        try connection.run("DELETE FROM {suspects} WHERE number = ?1", number)
        let row = try connection.first(
            "SELECT webhook, kind, status FROM {deliveries} WHERE number = ?1",
            number
        ) { (webhook: $0.int(0), isManual: $0.int(1) == 1, status: $0.int(2)) }
        // The same one may have been met twice.
        let isKnown = row.map { DeliveryRecord.Status(rawValue: $0.status) != nil } ?? false
        guard let row, row.status < 2 || !isKnown else { return false }
        if let queue = try readable({ () throws(StoreError) in try queue(row.webhook) }) {
            if row.status == 1 {
                deliveries.takeOutLeased(of: queue)
            } else if row.status == 0 {
                counters.waiting -= 1
                queue.waiting -= 1
                if row.isManual { queue.manual -= 1 }
            }
            queue.isDirty = true
            queue.needsTurn = true
        }
        let id = "dlv_damaged_\(number)"
        try readable { () throws(StoreError) in
            guard let webhook = try webhook(row.webhook) else { return }
            let delivery: Delivery.ID = try Decoding.id(id, at: place("deliveries", number))
            let parked = ParkedDelivery(unreadable: delivery, to: webhook.record.id)
            try addParkingNotice(of: parked, to: webhook)
        }
        try connection.run(
            "UPDATE {deliveries} SET status = 5, due = NULL, id = ?2 WHERE number = ?1",
            number,
            id
        )
        try connection.run(
            "INSERT INTO {parked} (number, webhook, id) VALUES (?1, ?2, ?3)",
            number,
            row.webhook,
            id
        )
        if !isKnown {
            // Nobody knows how it was counted.
            try readable { () throws(StoreError) in
                try Comparison(core: self).recount(queue(row.webhook))
            }
        }
        return true
    }

    /// Puts a leased delivery whose webhook cannot be read where it belongs.
    func giveBack(
        _ record: DeliveryRecord,
        as status: DeliveryRecord.Status,
        due: Int64,
        logging: (Queue) throws(StoreError) -> Bool = { _ in false }
    ) throws(StoreError) {
        var record = record
        record.status = status
        record.due = status == .waiting ? due : nil
        let queue = try readable { () throws(StoreError) in try self.queue(record.webhook) }
        guard let queue else {
            // Counted by nobody any more; its event goes when it is not open.
            if status != .waiting {
                record.lane = nil
                try deliveries.noteUse(of: record.event, isOver: true, pins: 0)
            }
            return try deliveryTable.update(record)
        }
        let isPinned = try readable { () throws(StoreError) in try logging(queue) }
        deliveries.takeOutLeased(of: queue)
        try deliveries.place(record, in: queue, pins: isPinned == true ? 1 : 0)
    }
}
