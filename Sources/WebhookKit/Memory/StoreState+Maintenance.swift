extension StoreState {
    /// Does a bounded piece of housekeeping; see ``WebhookStore/maintain(_:)``.
    package mutating func maintain(
        _ request: MaintenanceRequest,
        at time: StoreTime
    ) -> MaintenanceReport {
        var report = MaintenanceReport()
        var budget = request.limit
        var counted: [Int: WebhookRow] = [:]
        while budget > 0, let row = nextUnswept() {
            budget -= 1
            guard row.isOpen, row.isVoid else { continue }
            // Leased ones are left: their result is still recorded, unless there is nobody for it.
            if row.webhook.isRemoved {
                row.stamp = 0
                row.skip()
            } else {
                guard row.status != .leased else { continue }
                unplace(row)
                row.skip()
                note(row)
                if row.countsAsSkipped {
                    row.webhook.record.skippedEvents.countUp()
                    counted[row.webhook.number] = row.webhook
                }
            }
            place(row, at: time)
            report.skipped += 1
        }
        for webhook in counted.values { note(.counters(webhook)) }
        let last = time.uptime.advanced(by: .zero - max(request.recoveryWindow, .zero))
        release(&budget)
        while budget > 0, let event = nextUnneeded(upTo: last) {
            // Looked at again when the mark has moved.
            guard !event.scope.keeps(event.position) else {
                event.freeStamp = 0
                budget -= 1
                continue
            }
            budget -= 1 + Int(event.deliveryCount)
            note(.pruned(event.position))
            prune(event)
            report.pruned += 1
        }
        report.hasMore =
            !sweeping.isEmpty || !unswept.isEmpty || !releasing.isEmpty
            || (free.first.map { $0.time <= last } ?? false)
        return report
    }

    private mutating func nextUnswept() -> DeliveryRow? {
        while sweeping.isEmpty, let queue = unswept.popFirst() { sweeping = queue }
        return sweeping.popFirst()
    }

    private mutating func nextUnneeded(upTo last: Uptime) -> EventRow? {
        while let entry = free.first, entry.time <= last {
            free.pop()
            if entry.value.freeStamp == entry.stamp { return entry.value }
        }
        return nil
    }

    /// Forgets an event by id, key and position.
    mutating func prune(_ event: EventRow) {
        let scope = event.scope
        drop(event)
        scope.events[event.id] = nil
        if let key = event.key { scope.keys[key] = nil }
    }

    /// Counts what waits; see ``WebhookStore/backlog()``.
    ///
    /// The oldest due delivery is looked for at the head of each webhook's queues.
    package func backlog(at time: StoreTime) -> Backlog {
        var oldest: Uptime?
        for scope in scopes.values {
            for webhook in scope.webhooks {
                guard let due = webhook.candidate()?.due else { continue }
                oldest = min(oldest ?? due, due)
            }
        }
        for row in suspects where row.isSendable {
            oldest = min(oldest ?? row.due, row.due)
        }
        return Backlog(
            waiting: waiting,
            leased: leased,
            parked: parked.prefix(100).map(\.id),
            oldestDueAge: oldest.flatMap { due in
                due <= time.uptime ? due.duration(to: time.uptime) : nil
            },
            faults: Array(faults.prefix(100))
        )
    }
}
