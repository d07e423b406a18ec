extension ClaimStep {
    /// Leases a delivery; false when its event cannot be read, and it is set aside.
    ///
    /// Its webhook is to be rescheduled after it.
    mutating func lease(_ row: DeliveryRow) -> Bool {
        let webhook = row.webhook
        state.deliveries.unplace(row)
        defer { state.note(row) }
        let event: Event
        do {
            event = try state.contents.event(of: row.event)
        } catch {
            setAside(row, for: error)
            return false
        }
        let due = time.wallTime(at: row.due)
        let (epoch, _) = row.epoch.addingReportingOverflow(1)
        var delivery = row.delivery(at: time)
        let lease = delivery.lease(
            to: request.owner,
            epoch: Int(epoch),
            of: webhook.record,
            at: time.now
        )
        row.update(delivery, under: lease, epoch: epoch)
        let before = (webhook.record.nextStart, webhook.record.startRest)
        webhook.record.start(at: time.now)
        if (webhook.record.nextStart, webhook.record.startRest) != before {
            state.note(.counters(webhook))
        }
        state.place(row, at: time)
        let duration = request.leaseDuration(for: webhook.record.webhook)
        state.deliveries.lease(row, until: time.uptime.advanced(by: max(duration, .zero)))
        claim.deliveries.append(
            ClaimedDelivery(
                lease: lease,
                delivery: delivery,
                event: StoredEvent(
                    event: event,
                    position: row.event.position,
                    appendedAt: row.event.appendedAt
                ),
                webhook: webhook.record,
                due: due,
                at: time.now
            )
        )
        return true
    }

    /// How long what could not be read is left alone.
    private static let readingPause = Duration.seconds(1)

    /// Passes over a delivery whose event cannot be read, so that it does not hold up the rest:
    /// for good when the event is damaged, else for a while.
    private mutating func setAside(_ row: DeliveryRow, for error: StoreError) {
        if error.code == .damaged {
            row.park()
            claim.parked += 1
            state.addParkingNotice(of: row, at: time)
        } else {
            row.due = time.uptime.advanced(by: Self.readingPause)
        }
        state.place(row, at: time)
    }
}
