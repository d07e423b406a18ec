/// A bounded piece of housekeeping; see ``WebhookStore/maintain(_:)``.
struct Housekeeping {
    private let time: StoreTime
    /// Events that nothing has needed since then are pruned.
    private let last: Uptime
    /// How many rows may still be looked at.
    private var budget: Int
    private var report = MaintenanceReport()

    init(_ request: MaintenanceRequest, at time: StoreTime) {
        self.time = time
        last = time.uptime.advanced(by: .zero - max(request.recoveryWindow, .zero))
        budget = request.limit
    }

    /// Does it.
    consuming func run(on state: inout StoreState) -> MaintenanceReport {
        sweep(&state)
        state.events.release(&budget)
        prune(&state)
        report.hasMore = !state.deliveries.sweep.isEmpty || state.events.hasMore(upTo: last)
        return report
    }

    /// Marks void deliveries skipped.
    private mutating func sweep(_ state: inout StoreState) {
        var counted: [Int: WebhookRow] = [:]
        while budget > 0, let row = state.deliveries.sweep.popFirst() {
            budget -= 1
            guard row.isOpen, row.isVoid else { continue }
            // Leased ones are left: their result is still recorded, unless there is nobody for it.
            if row.webhook.isRemoved {
                row.stamp = 0
                row.skip()
            } else {
                guard row.status != .leased else { continue }
                state.deliveries.unplace(row)
                row.skip()
                state.note(row)
                if row.countsAsSkipped {
                    row.webhook.record.skippedEvents.countUp()
                    counted[row.webhook.number] = row.webhook
                }
            }
            state.place(row, at: time)
            report.skipped += 1
        }
        for webhook in counted.values { state.note(.counters(webhook)) }
    }

    /// Forgets events that nothing needs.
    private mutating func prune(_ state: inout StoreState) {
        while let event = state.events.popUnneeded(upTo: last, &budget) {
            budget -= 1 + Int(event.deliveryCount)
            state.note(.pruned(event.position))
            state.prune(event)
            report.pruned += 1
        }
    }
}
