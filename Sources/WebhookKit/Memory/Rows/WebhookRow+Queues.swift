/// What is in a webhook's queues.
extension WebhookRow {
    /// Queues a waiting delivery by its due time; in strict order its position is enough.
    func enqueue(_ row: DeliveryRow) {
        let entry = Timed(time: row.due, stamp: row.stamp, value: row)
        if row.kind == .manual {
            manual.push(entry)
        } else if !record.webhook.flow.isOrdered {
            due.push(entry)
        }
    }

    /// Queues what waits anew, as another order asks for.
    func enqueueAll() {
        due = Heap()
        guard !record.webhook.flow.isOrdered else { return }
        for row in open.all where row.isWaiting && !row.isSetApart {
            due.push(Timed(time: row.due, stamp: row.stamp, value: row))
        }
    }

    /// Notes that an open delivery has ended, and forgets the closed ones at the front.
    func closeFront() {
        closes += 1
        while let first = open.first, !first.isOpen { open.popFirst() }
        // Behind a front that stays open the others are dropped in bulk: O(1) on average.
        guard closes > 64, closes * 2 > open.count else { return }
        open = FIFO(open.all.filter(\.isOpen))
        closes = 0
    }

    /// The delivery whose turn it is in strict order.
    func firstInOrder() -> DeliveryRow? {
        guard let oldest = oldestOpen() else { return nil }
        guard oldest.status == .parked, record.webhook.flow.skipsParked else { return oldest }
        return open.first { $0.isOpen && !$0.isVoid && $0.status != .parked }
    }

    /// The open delivery of least position that is not void.
    func oldestOpen() -> DeliveryRow? {
        while let first = open.first {
            if first.isOpen, !first.isVoid { return first }
            open.popFirst()
        }
        return nil
    }
}

/// What is claimed from it next.
extension WebhookRow {
    /// How many more leases it may have.
    func room(by planner: SlotPlanner) -> Int {
        planner.room(for: record.webhook, in: record.responsiveness, leased: leased)
    }

    /// The delivery to be claimed next, due or not; nil when none can be sent.
    func candidate() -> DeliveryRow? {
        guard !isSetAside else { return nil }
        let manual = Self.first(of: &manual)
        let subscribed = record.health.sends ? nextSubscribed() : nil
        guard let manual, let subscribed else { return manual ?? subscribed }
        return (manual.due, manual.stamp) < (subscribed.due, subscribed.stamp)
            ? manual : subscribed
    }

    /// The candidate with the time when it may begin by its due time and the rate limit.
    func next(at time: StoreTime) -> (delivery: DeliveryRow, start: Uptime)? {
        guard let candidate = candidate() else { return nil }
        guard record.webhook.flow.deliveriesPerSecond != nil else {
            return (candidate, candidate.due)
        }
        let start = time.uptime(at: record.earliestStart(at: time.now))
        return (candidate, max(candidate.due, start))
    }

    /// The candidate if it may begin now.
    func ready(at time: StoreTime) -> DeliveryRow? {
        next(at: time).flatMap { next in next.start <= time.uptime ? next.delivery : nil }
    }

    private func nextSubscribed() -> DeliveryRow? {
        guard record.webhook.flow.isOrdered else { return Self.first(of: &due) }
        guard let first = firstInOrder(), first.isWaiting, !first.isSetApart else { return nil }
        return first
    }

    /// The first entry that still stands.
    private static func first(of heap: inout Heap<Timed<DeliveryRow>>) -> DeliveryRow? {
        while let entry = heap.first {
            if entry.stamp == entry.value.stamp, !entry.value.isVoid { return entry.value }
            heap.pop()
        }
        return nil
    }
}
