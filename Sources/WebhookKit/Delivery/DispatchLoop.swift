/// The loop that claims deliveries, has them tried and records the results, in batches.
///
/// One task owns all of its state; attempts run as its children and report through a mailbox. It
/// sleeps until the earliest due time, a signal, or a finished attempt, and never polls in a tight
/// loop. An attempt's child is never cancelled before the grace time of a shutdown has passed.
struct DispatchLoop: Sendable {
    let context: ServiceContext
    let owner: WorkerID
    let mailbox: Mailbox<Finished>
    let stop: StopSign
    let deadlines: DeadlineKeeper
    /// Whether to end as soon as nothing more is due.
    let endsWhenIdle: Bool

    /// Asks a loop to end; set from another task.
    final class StopSign: Sendable {
        private let isSet = Locked(false)
        var isStopping: Bool { isSet.withLock { $0 } }
        func stop() { isSet.withLock { $0 = true } }
    }

    /// A result to record.
    struct Finished: Sendable {
        var judged: DeliveryAttempt.Judged
        /// Its attempt's number in the ledger.
        var slot: Int
        /// When its lease has ended for certain, by the monotonic clock.
        var leaseEnd: Duration

        var settlement: Settlement { judged.settlement }
    }

    /// What the loop knows between two steps.
    struct State {
        var slots: SlotLedger
        var unsettled: [Finished] = []
        /// What the operators have to be told; goes to the store with the next settlement.
        var notices: [Notice] = []
        /// The most results that are recorded in one step; less after one was refused.
        var batch = Self.largestBatch
        /// When the store is asked again, by the monotonic clock.
        var nextClaim: Duration = .zero
        var nextSettle: Duration = .zero
        var claimTrouble = Backoff()
        var settleTrouble = Backoff()
        var suspects: SuspectTurns
        var hasNothingDue = false
        var report = DrainReport()
        /// What this drain has given back: it is for the next one, or there would be no end to it.
        var givenBack: Set<Delivery.ID> = []

        static let largestBatch = 1 << 20

        var inFlight: Int { slots.count }
    }

    /// After this many failures of the store in a row a drain leaves the rest to the next one.
    static let patience = 5

    func run() async -> DrainReport {
        let listener = context.signals.add { [mailbox] in mailbox.signal() }
        defer { context.signals.remove(listener) }
        var state = await withDiscardingTaskGroup { group in
            let configuration = context.configuration
            var state = State(
                slots: SlotLedger(slots: configuration.concurrency),
                suspects: SuspectTurns(deadline: configuration.policy.deadline)
            )
            while true {
                collect(&state)
                await settle(&state)
                if stop.isStopping { break }
                await claim(&state, into: &group)
                if endsWhenIdle, isDone(state) { break }
                await pause(state)
            }
            await waitForAttempts(&state)
            group.cancelAll()
            return state
        }
        collect(&state)
        await settleTheRest(&state)
        return state.report
    }

    private func isDone(_ state: State) -> Bool {
        guard state.inFlight == 0 else { return false }
        if state.settleTrouble.failures >= Self.patience { return true }
        return state.hasNothingDue && state.unsettled.isEmpty
    }

    private func collect(_ state: inout State) {
        let (finished, wasSignalled) = mailbox.takeAll()
        for attempt in finished {
            state.slots.end(attempt.slot)
            state.notices += attempt.judged.notices
        }
        // Each has one prompt try; what the store has refused before waits behind it.
        state.unsettled.insert(contentsOf: finished, at: 0)
        if !finished.isEmpty { state.nextSettle = min(state.nextSettle, context.clock.uptime) }
        if wasSignalled || !finished.isEmpty { claimSoon(&state) }
    }

    /// Asks the store again at once, unless it is in trouble.
    func claimSoon(_ state: inout State) {
        guard state.claimTrouble.isClear else { return }
        state.nextClaim = context.clock.uptime
        state.hasNothingDue = false
    }

    private func claim(_ state: inout State, into group: inout DiscardingTaskGroup) async {
        let load = SuspectTurns.Load(
            count: state.inFlight,
            isPrompt: state.slots.isPrompt(at: context.clock.uptime)
        )
        state.suspects.advance(load, at: context.clock.uptime)
        guard canClaim(state), context.clock.uptime >= state.nextClaim else { return }
        let configuration = context.configuration
        let began = context.clock.uptime
        var request = ClaimRequest(
            owner: owner,
            limit: configuration.concurrency - state.inFlight,
            isIdle: state.inFlight == 0,
            defaultConcurrency: configuration.webhookConcurrency,
            defaultDeadline: configuration.policy.deadline
        )
        state.slots.limit(&request, at: began)
        state.suspects.limit(&request, beside: state.inFlight, at: began)
        let claim: Claim
        do {
            claim = try await context.store.claim(request)
        } catch {
            noteFailure(error)
            state.nextClaim = context.clock.uptime + state.claimTrouble.next()
            // A drain that cannot claim has nothing it can do.
            if state.claimTrouble.failures >= Self.patience { state.hasNothingDue = true }
            return
        }
        state.claimTrouble.clear()
        dropExpired(&state, before: began)
        observe(claim, took: context.clock.uptime - began)
        for delivery in claim.deliveries {
            let now = context.clock.uptime
            let webhook = delivery.webhook
            let leaseEnd = now + request.leaseDuration(for: webhook.webhook)
            if endsWhenIdle, state.givenBack.contains(delivery.lease.deliveryID) {
                returnUntried(delivery, until: leaseEnd, to: &state)
                continue
            }
            if let owner = webhook.webhook.settings.owner {
                watch(owner, in: webhook.webhook.scope, beside: &group)
            }
            let slot = state.slots.begin(
                webhook.id,
                in: webhook.webhook.scope,
                webhook.responsiveness,
                at: now
            )
            group.addTask { [context, mailbox, deadlines] in
                let attempt = DeliveryAttempt(context: context, deadlines: deadlines)
                let judged = await attempt.run(delivery)
                mailbox.send(Finished(judged: judged, slot: slot, leaseEnd: leaseEnd))
            }
        }
        state.suspects.note(
            claim,
            for: request,
            beside: load.count,
            at: context.clock.uptime,
            spread: context.random.unit()
        )
        state.report.nextDue = claim.nextDue
        state.hasNothingDue =
            claim.deliveries.isEmpty && !claim.hasSuspects && (claim.nextDue ?? .seconds(1)) > .zero
        // A store that gives nothing though something is due must not make a hot loop.
        let least: Duration = claim.deliveries.isEmpty ? .milliseconds(1) : .zero
        let now = context.clock.uptime
        let pause = min(
            delay(until: claim.nextDue),
            state.suspects.pause(at: now) ?? .seconds(3600)
        )
        state.nextClaim = now + max(least, pause)
    }

    private func delay(until nextDue: Duration?) -> Duration {
        // Several processes on one store look at different times.
        let poll = context.configuration.pollInterval
        let spread = poll + .milliseconds(Int64(poll.inSeconds * 250 * context.random.unit()))
        return min(nextDue ?? spread, spread)
    }

    private func observe(_ claim: Claim, took: Duration) {
        if claim.rescued > 0 { context.observer.observe(.rescued(count: claim.rescued)) }
        for fault in claim.faults { context.observer.observe(.storeFault(fault)) }
        if claim.parked > 0 {
            context.observer.observe(.parked(count: claim.parked))
            context.noticeSignal.signal()
        }
        guard let longest = claim.deliveries.map(\.lag).max() else { return }
        context.observer.observe(
            .claimed(count: claim.deliveries.count, longestLag: longest, took: took)
        )
    }

    func noteFailure(_ error: any Error) {
        let failure = StoreError(wrapping: error)
        context.observer.observe(.storeFailed(failure.code, detail: failure.message))
    }

    private func pause(_ state: State) async {
        var wakes: [Duration] = []
        if canClaim(state) { wakes.append(state.nextClaim) }
        if let wake = state.suspects.wake(beside: state.inFlight) { wakes.append(wake) }
        if !state.unsettled.isEmpty { wakes.append(state.nextSettle) }
        guard let wake = wakes.min() else { return await mailbox.wait() }
        let delay = wake - context.clock.uptime
        // More is due than the store gave at once: ask again, but let others run first.
        guard delay > .zero else { return await Task.yield() }
        await mailbox.wait(atMost: delay, by: deadlines)
    }

    /// Whether there is a slot to fill, and not too much that the store would not take.
    func canClaim(_ state: State) -> Bool {
        guard state.suspects.mayClaim(beside: state.inFlight) else { return false }
        guard state.inFlight < context.configuration.concurrency else { return false }
        let (limit, now) = (context.configuration.concurrency, context.clock.uptime)
        return state.unsettled.count < limit
            || state.unsettled.count { $0.leaseEnd > now } < limit
    }

    /// Lets attempts in flight finish for the grace time of a shutdown.
    private func waitForAttempts(_ state: inout State) async {
        let clock = context.clock
        let grace = context.configuration.shutdownGrace ?? context.configuration.policy.deadline
        let end = clock.uptime + grace
        while state.inFlight > 0, clock.uptime < end {
            let wake = state.unsettled.isEmpty ? end : min(end, state.nextSettle)
            await mailbox.wait(atMost: wake - clock.uptime, by: deadlines)
            collect(&state)
            await settle(&state)
        }
    }
}
