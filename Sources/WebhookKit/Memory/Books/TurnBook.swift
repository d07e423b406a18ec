/// When a webhook comes into its rotation; ``ClaimRotation`` says who is next in it (D-10).
struct TurnBook {
    /// Scopes with webhooks that may have something to claim, in turn, by the webhooks' group.
    private var scopes = PerGroup(FIFO<ScopeRow>())
    /// Webhooks whose next delivery may begin later.
    private var timers = Heap<Timed<WebhookRow>>()
    /// How many webhooks have a timer.
    private(set) var timed = 0
    private var lastStamp: UInt64 = 0
    /// The default concurrency of the latest claim, which says what is saturated.
    private var concurrency = 0

    /// The rotation of a group's scopes.
    subscript(group: Responsiveness) -> FIFO<ScopeRow> {
        get { scopes[group] }
        _modify { yield &scopes[group] }
    }

    /// Puts the webhook into its group's rotation, or sets its timer, by what waits in it now.
    mutating func reschedule(_ webhook: WebhookRow, at time: StoreTime) {
        guard !webhook.isRemoved else { return }
        if webhook.turn != 0 {
            guard webhook.turnGroup != webhook.record.responsiveness else { return }
            webhook.turn = 0
        }
        guard let start = webhook.next(at: time)?.start else {
            set(nil, of: webhook)
            return
        }
        if start <= time.uptime {
            makeReady(webhook)
        } else if webhook.timer != start {
            set(start, of: webhook)
            timers.push(Timed(time: start, stamp: stamp(), value: webhook))
            timers.compact(live: timed) { $0.value.timer == $0.time }
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
            set(nil, of: entry.value)
            reschedule(entry.value, at: time)
        }
    }

    /// When the next timer fires whose webhook could then be sent to.
    mutating func nextTimer(_ planner: SlotPlanner) -> Uptime? {
        while let entry = timers.first {
            let webhook = entry.value
            if webhook.timer == entry.time {
                if webhook.room(by: planner) > 0 { return entry.time }
                set(nil, of: webhook)
            }
            timers.pop()
        }
        return nil
    }

    /// Looks at all webhooks again, since other ones are saturated under another default.
    mutating func adopt(concurrency: Int, in book: ScopeBook, at time: StoreTime) {
        guard self.concurrency != concurrency else { return }
        self.concurrency = concurrency
        for scope in book.all.sorted(by: { $0.scope < $1.scope }) {
            for webhook in scope.webhooks { reschedule(webhook, at: time) }
        }
    }

    /// Forgets a webhook's timer when it goes; a removed one has no turn.
    mutating func remove(_ webhook: WebhookRow) {
        set(nil, of: webhook)
    }

    private mutating func makeReady(_ webhook: WebhookRow) {
        let group = webhook.record.responsiveness
        set(nil, of: webhook)
        webhook.turn = stamp()
        webhook.turnGroup = group
        let scope = webhook.scope
        scope.turns[group].append(Turn(webhook: webhook, stamp: webhook.turn))
        // Those that have gone to another group leave their old places behind.
        scope.turns[group].compact(live: scope.webhooks.count, isWanted: \.isPresent)
        if !scope.isInTurn[group] {
            scope.isInTurn[group] = true
            scopes[group].append(scope)
        }
    }

    private mutating func set(_ timer: Uptime?, of webhook: WebhookRow) {
        if webhook.timer != nil { timed -= 1 }
        if timer != nil { timed += 1 }
        webhook.timer = timer
    }

    private mutating func stamp() -> UInt64 {
        lastStamp += 1
        return lastStamp
    }
}
