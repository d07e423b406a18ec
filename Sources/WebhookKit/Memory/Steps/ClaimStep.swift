/// Leases due deliveries; see ``WebhookStore/settle(_:)``.
///
/// It owns the state meanwhile: a copy would double every queue at the first change.
struct ClaimStep {
    var state: StoreState
    var claim = Claim()
    private(set) var request: ClaimRequest
    let time: StoreTime

    /// The group in whose rotation the claim is.
    var group = Responsiveness.unproven
    /// What the webhook whose turn it is would have sent next.
    var head: DeliveryRow?
    /// Scopes that hold as much as they may: they get their places back.
    var keptBack: [ScopeRow] = []

    init(_ state: consuming StoreState, _ request: ClaimRequest, at time: StoreTime) {
        self.state = state
        self.request = request
        self.time = time
    }

    /// Does it.
    mutating func run() {
        if !state.untoldFaults.isEmpty { swap(&claim.faults, &state.untoldFaults) }
        takeBackExpired()
        state.turns.adopt(
            concurrency: request.defaultConcurrency,
            in: state.scopes,
            at: time
        )
        state.turns.fireTimers(at: time)
        // A suspect is sent alone.
        if claimSuspect() { request.limit = 0 }
        var planner = SlotPlanner(request)
        // Leases in turn what the worker's slots and their shares take.
        if fill(request, by: &planner) {
            claim.nextDue = .zero
        } else if let timer = state.turns.nextTimer(planner) {
            claim.note(nextDue: time.uptime.duration(to: timer))
        }
    }

    private mutating func takeBackExpired() {
        let time = time
        while let row = state.deliveries.leases.popEnded(by: time.uptime) {
            state.change(row, at: time) { $0.expireLease(at: time.now) }
            state.turns.reschedule(row.webhook, at: time)
            claim.rescued += 1
            if row.status == .parked {
                claim.parked += 1
                state.addParkingNotice(of: row, at: time)
            }
        }
    }

    /// Leases the longest waiting suspect to an idle worker, and says whether there was one.
    private mutating func claimSuspect() -> Bool {
        var chosen: DeliveryRow?
        for row in state.deliveries.suspects {
            guard let start = row.suspectStart(request, at: time) else { continue }
            if start > time.uptime {
                claim.note(nextDue: time.uptime.duration(to: start))
            } else if chosen == nil, request.isIdle, request.limit > 0 {
                chosen = row
            } else {
                claim.hasSuspects = true
            }
        }
        guard let chosen else { return false }
        _ = lease(chosen)
        state.turns.reschedule(chosen.webhook, at: time)
        return true
    }
}

extension DeliveryRow {
    /// When a waiting suspect may begin; nil while its webhook takes none.
    fileprivate func suspectStart(_ request: ClaimRequest, at time: StoreTime) -> Uptime? {
        let record = webhook.record
        guard isSendable, webhook.room(by: SlotPlanner(request)) > 0 else { return nil }
        if record.webhook.flow.isOrdered, kind == .subscribed {
            guard webhook.firstInOrder() === self else { return nil }
        }
        return max(due, time.uptime(at: record.earliestStart(at: time.now)))
    }
}
