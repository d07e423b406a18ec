/// When a webhook comes into its rotation; ``ClaimRotation`` says who is next in it (D-10).
extension StoreState {
    /// Puts the webhook into its group's rotation, or sets its timer, by what waits in it now.
    mutating func reschedule(_ webhook: WebhookRow, at time: StoreTime) {
        guard !webhook.isRemoved else { return }
        if webhook.turn != 0 {
            guard webhook.turnGroup != webhook.record.responsiveness else { return }
            webhook.turn = 0
        }
        guard let start = webhook.next(at: time)?.start else {
            webhook.timer = nil
            return
        }
        if start <= time.uptime {
            makeReady(webhook)
        } else if webhook.timer != start {
            webhook.timer = start
            timers.push(Timed(time: start, stamp: stamp(), value: webhook))
            timers.compact(live: numbered.count) { entry in
                !entry.value.isRemoved && entry.value.timer == entry.time
            }
        }
    }

    private mutating func makeReady(_ webhook: WebhookRow) {
        let group = webhook.record.responsiveness
        webhook.timer = nil
        webhook.turn = stamp()
        webhook.turnGroup = group
        let scope = webhook.scope
        scope.turns[group].append(Turn(webhook: webhook, stamp: webhook.turn))
        // Those that have gone to another group leave their old places behind.
        scope.turns[group].compact(live: scope.webhooks.count, isWanted: \.isPresent)
        if !scope.isInTurn[group] {
            scope.isInTurn[group] = true
            turns[group].append(scope)
        }
    }

    /// Gives a turn back that was not used.
    mutating func returnTurn(of webhook: WebhookRow) {
        webhook.turn = stamp()
        webhook.scope.turns[webhook.turnGroup].putBack(
            Turn(webhook: webhook, stamp: webhook.turn)
        )
    }

    /// Lets the webhooks whose time has come take part.
    mutating func fireTimers(at time: StoreTime) {
        while let entry = timers.first, entry.time <= time.uptime {
            timers.pop()
            guard entry.value.timer == entry.time else { continue }
            entry.value.timer = nil
            reschedule(entry.value, at: time)
        }
    }

    /// When the next timer fires whose webhook could then be sent to.
    mutating func nextTimer(_ planner: SlotPlanner) -> Uptime? {
        while let entry = timers.first {
            let webhook = entry.value
            if !webhook.isRemoved, webhook.timer == entry.time {
                if webhook.room(by: planner) > 0 { return entry.time }
                webhook.timer = nil
            }
            timers.pop()
        }
        return nil
    }

    /// Looks at all webhooks again, since other ones are saturated under another default.
    mutating func adopt(concurrency: Int, at time: StoreTime) {
        guard self.concurrency != concurrency else { return }
        self.concurrency = concurrency
        for scope in scopes.values.sorted(by: { $0.scope < $1.scope }) {
            for webhook in scope.webhooks { reschedule(webhook, at: time) }
        }
    }
}

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
