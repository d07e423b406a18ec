extension MemoryState {
    /// Does a bounded piece of housekeeping; see ``WebhookStore/maintain(_:)``.
    mutating func maintain(
        _ request: MaintenanceRequest,
        at time: MemoryTime
    ) -> MaintenanceReport {
        var report = MaintenanceReport()
        var budget = request.limit
        while budget > 0, let row = nextUnswept() {
            budget -= 1
            // Leased ones are left: their result is still recorded.
            guard row.isWaiting || row.delivery.status == .parked, row.isVoid else { continue }
            unplace(row)
            row.delivery.status = .skipped
            place(row, at: time)
            report.skipped += 1
        }
        let last = time.uptime(before: request.recoveryWindow)
        while budget > 0, let event = nextUnneeded(upTo: last) {
            budget -= 1 + event.deliveries.count
            prune(event)
            report.pruned += 1
        }
        report.hasMore =
            !sweeping.isEmpty || !unswept.isEmpty
            || (free.first.map { $0.time <= last } ?? false)
        return report
    }

    private mutating func nextUnswept() -> DeliveryRow? {
        while sweeping.isEmpty, let queue = unswept.popFirst() { sweeping = queue }
        return sweeping.popFirst()
    }

    private mutating func nextUnneeded(upTo last: Duration) -> EventRow? {
        while let entry = free.first, entry.time <= last {
            free.pop()
            if entry.value.freeStamp == entry.stamp { return entry.value }
        }
        return nil
    }

    private mutating func prune(_ event: EventRow) {
        let stored = event.stored.event
        for row in event.deliveries { forget(row) }
        event.deliveries = []
        event.freeStamp = 0
        guard let scope = scopes[stored.scope] else { return }
        scope.events[stored.id] = nil
        if let key = stored.idempotencyKey { scope.keys[key] = nil }
    }

    /// Counts what waits; see ``WebhookStore/backlog()``.
    ///
    /// The oldest due delivery is looked for at the head of each webhook's queues.
    func backlog(at time: MemoryTime) -> Backlog {
        var oldest: Duration?
        for scope in scopes.values {
            for webhook in scope.webhooks {
                guard let due = webhook.candidate()?.due else { continue }
                oldest = min(oldest ?? due, due)
            }
        }
        for row in suspects where row.delivery.isSendable(by: row.webhook.record) {
            oldest = min(oldest ?? row.due, row.due)
        }
        return Backlog(
            waiting: waiting,
            leased: leased,
            parked: parked.prefix(100).map(\.delivery.id),
            oldestDueAge: oldest.flatMap { $0 <= time.uptime ? time.uptime - $0 : nil }
        )
    }
}
