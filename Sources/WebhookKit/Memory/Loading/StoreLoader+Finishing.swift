extension StoreLoader {
    /// Queues what waits, takes back what was leased, and gives the state.
    ///
    /// - Parameters:
    ///   - leases: leases that are still good, since their holders are in this process.
    ///   - wasKilled: whether the process that had the store before did not end it.
    package consuming func finish(
        keeping leases: [HeldLease] = [],
        wasKilled: Bool = false
    ) -> StoreState {
        state.events.clearFree()
        let held = Dictionary(leases.map { ($0.delivery, $0) }) { first, _ in first }
        let end = wasKilled ? HolderEnd.killed(holdingOthers: !hasOneLease) : .closed
        for event in state.events.timeline.all {
            queue(event, keeping: held, end)
        }
        for webhook in state.webhooks.all { state.turns.reschedule(webhook, at: time) }
        state.untoldFaults = Array(state.webhooks.faults.prefix(100))
        return state
    }

    /// Whether one delivery is leased, and no other.
    private var hasOneLease: Bool {
        var count = 0
        for event in state.events.timeline.all {
            var next = event.latest
            while let row = next {
                next = row.previous
                guard row.status == .leased, !row.webhook.isRemoved else { continue }
                count += 1
                if count > 1 { return false }
            }
        }
        return count == 1
    }

    /// Queues the deliveries of a loaded event by their states.
    private mutating func queue(
        _ event: EventRow,
        keeping leases: [HeldLease.Delivery: HeldLease],
        _ end: HolderEnd
    ) {
        // Logs may have let go of it before its deliveries were counted: nothing held it then.
        event.freeStamp = 0
        var next = event.latest
        while let row = next {
            next = row.previous
            if row.isOpen, row.webhook.isRemoved { row.skip() }
            if let held = leases[row.name], row.mayResume(held) {
                state.deliveries.resume(held, of: row, at: time)
            } else if row.status == .leased {
                // The process that held it is gone (D-8). The journal learns that with the first
                // step: what is not claimed again must not count again.
                row.loseLease(by: end, at: time)
                state.note(row)
                if row.status == .parked { state.addParkingNotice(of: row, at: time) }
            }
            guard row.isOpen else {
                event.lastUse = max(event.lastUse, row.due)
                continue
            }
            state.deliveries.open(row)
            state.deliveries.place(row)
        }
        state.events.freeIfUnused(event)
    }
}
