/// The loop that claims deliveries, has them tried and records the results, in batches.
///
/// What has finished is recorded and new work claimed in one step of the store while that is well.
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
            state.notices = context.leftNotices.withLock { left in
                defer { left = [] }
                return left
            }
            while true {
                collect(&state)
                if let claimed = await settle(&state, mayClaim: !stop.isStopping) {
                    begin(claimed, &state, in: &group)
                } else if stop.isStopping {
                    break
                } else if let claimed = await claim(&state) {
                    begin(claimed, &state, in: &group)
                }
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

    /// Lets attempts in flight finish for the grace time of a shutdown.
    private func waitForAttempts(_ state: inout State) async {
        let clock = context.clock
        let grace = context.configuration.shutdownGrace ?? context.configuration.policy.deadline
        let end = clock.uptime + grace
        while state.inFlight > 0, clock.uptime < end {
            let wake = state.unsettled.isEmpty ? end : min(end, state.nextSettle)
            await mailbox.wait(atMost: wake - clock.uptime, by: deadlines)
            collect(&state)
            _ = await settle(&state)
        }
    }
}
