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
        state.free = Heap()
        let held = Dictionary(leases.map { ($0.delivery, $0) }) { first, _ in first }
        let end = wasKilled ? HolderEnd.killed(holdingOthers: !state.hasOneLease) : .closed
        for event in state.timeline.all {
            state.queue(event, keeping: held, end, at: time)
        }
        for webhook in state.webhooks { state.reschedule(webhook, at: time) }
        state.untoldFaults = Array(state.faults.prefix(100))
        return state
    }
}

extension StoreState {
    /// Whether one delivery is leased, and no other.
    fileprivate var hasOneLease: Bool {
        var count = 0
        for event in timeline.all {
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
    fileprivate mutating func queue(
        _ event: EventRow,
        keeping leases: [HeldLease.Delivery: HeldLease],
        _ end: HolderEnd,
        at time: StoreTime
    ) {
        // Logs may have let go of it before its deliveries were counted: nothing held it then.
        event.freeStamp = 0
        var next = event.latest
        while let row = next {
            next = row.previous
            if row.isOpen, row.webhook.isRemoved { row.skip() }
            if let held = leases[row.name], row.mayResume(held) {
                resume(held, of: row, at: time)
            } else if row.status == .leased {
                // The process that held it is gone (D-8). The journal learns that with the first
                // step: what is not claimed again must not count again.
                row.loseLease(by: end, at: time)
                note(row)
                if row.status == .parked { addParkingNotice(of: row, at: time) }
            }
            guard row.isOpen else {
                event.lastUse = max(event.lastUse, row.due)
                continue
            }
            event.open += 1
            if row.isNamed { named[row.id] = row }
            if row.kind == .subscribed { row.webhook.open.append(row) }
            place(row, at: time)
        }
        freeIfUnused(event)
    }
}
