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
        var settlement: Settlement
        /// Its attempt's number in the ledger.
        var slot: Int
        /// When its lease has ended for certain, by the monotonic clock.
        var leaseEnd: Duration
    }

    /// What the loop knows between two steps.
    struct State {
        var slots: SlotLedger
        var unsettled: [Finished] = []
        /// The most results that are recorded in one step; less after one was refused.
        var batch = Self.largestBatch
        /// When the store is asked again, by the monotonic clock.
        var nextClaim: Duration = .zero
        var nextSettle: Duration = .zero
        var claimTrouble = Backoff()
        var settleTrouble = Backoff()
        var waitsForIdle = false
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
            var state = State(slots: SlotLedger(slots: context.configuration.concurrency))
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
        for attempt in finished { state.slots.end(attempt.slot) }
        // Each has one prompt try; what the store has refused before waits behind it.
        state.unsettled.insert(contentsOf: finished, at: 0)
        if !finished.isEmpty { state.nextSettle = min(state.nextSettle, context.clock.uptime) }
        if wasSignalled || !finished.isEmpty { claimSoon(&state) }
    }

    /// Asks the store again at once, unless it is in trouble or we are.
    func claimSoon(_ state: inout State) {
        guard state.claimTrouble.isClear, !isSuspect else { return }
        state.nextClaim = context.clock.uptime
        state.hasNothingDue = false
    }

    private func claim(_ state: inout State, into group: inout DiscardingTaskGroup) async {
        guard canClaim(state), context.clock.uptime >= state.nextClaim else { return }
        let configuration = context.configuration
        let began = context.clock.uptime
        var request = ClaimRequest(
            owner: owner,
            limit: allowedInFlight - state.inFlight,
            isIdle: state.inFlight == 0,
            defaultConcurrency: configuration.webhookConcurrency,
            defaultDeadline: configuration.policy.deadline
        )
        state.slots.limit(&request, at: began)
        let claim: Claim
        do {
            claim = try await isSuspect ? probe(request) : context.store.claim(request)
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
            let slot = state.slots.begin(webhook.id, webhook.responsiveness, at: now)
            group.addTask { [context, mailbox, deadlines] in
                let attempt = DeliveryAttempt(context: context, deadlines: deadlines)
                let settlement = await attempt.run(delivery)
                mailbox.send(Finished(settlement: settlement, slot: slot, leaseEnd: leaseEnd))
            }
        }
        // Nothing is claimed beside a suspect either: it may take this process down (SPEC D-13).
        state.waitsForIdle =
            claim.hasSuspects || claim.deliveries.contains { $0.delivery.isSuspect }
        state.report.nextDue = claim.nextDue
        state.hasNothingDue =
            claim.deliveries.isEmpty && !claim.hasSuspects && (claim.nextDue ?? .seconds(1)) > .zero
        // A store that gives nothing though something is due must not make a hot loop.
        let least: Duration = claim.deliveries.isEmpty ? .milliseconds(1) : .zero
        state.nextClaim = context.clock.uptime + max(least, delay(until: claim.nextDue))
        if isSuspect {
            // A probe a second; a drain sends one and leaves the rest to the next.
            state.nextClaim = context.clock.uptime + Self.probeInterval
            if !claim.deliveries.isEmpty { state.report.nextDue = Self.probeInterval }
            state.report.nextDue = state.report.nextDue.map { max($0, Self.probeInterval) }
            state.hasNothingDue = true
        }
    }

    private static let probeInterval: Duration = .seconds(1)

    /// Claims for a receiver that has answered, as long as one of them waits: those that never did
    /// come first otherwise, and say nothing about us.
    private func probe(_ request: ClaimRequest) async throws -> Claim {
        var answered = request
        answered.quietLimit = 0
        let first = try await context.store.claim(answered)
        guard first.deliveries.isEmpty else { return first }
        var second = try await context.store.claim(request)
        second.rescued += first.rescued
        second.parked += first.parked
        return second
    }

    private var isSuspect: Bool { context.sender.withLock { $0.isSuspect } }

    /// While the sender is suspect, single probes go out instead of everything.
    private var allowedInFlight: Int {
        isSuspect ? 1 : context.configuration.concurrency
    }

    private func delay(until nextDue: Duration?) -> Duration {
        // Several processes on one store look at different times.
        let poll = context.configuration.pollInterval
        let spread = poll + .milliseconds(Int64(poll.inSeconds * 250 * context.random.unit()))
        return min(nextDue ?? spread, spread)
    }

    private func observe(_ claim: Claim, took: Duration) {
        if claim.rescued > 0 { context.observer.observe(.rescued(count: claim.rescued)) }
        if claim.parked > 0 { context.observer.observe(.parked(count: claim.parked)) }
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
        if !state.unsettled.isEmpty { wakes.append(state.nextSettle) }
        guard let wake = wakes.min() else { return await mailbox.wait() }
        let delay = wake - context.clock.uptime
        // More is due than the store gave at once: ask again, but let others run first.
        guard delay > .zero else { return await Task.yield() }
        await mailbox.wait(atMost: delay, by: deadlines)
    }

    /// Whether there is a slot to fill, and not too much that the store would not take.
    func canClaim(_ state: State) -> Bool {
        if state.waitsForIdle, state.inFlight > 0 { return false }
        guard state.inFlight < allowedInFlight else { return false }
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
