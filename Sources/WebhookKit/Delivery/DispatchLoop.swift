/// The loop that claims deliveries, has them tried and records the results, in batches.
///
/// One task owns all of its state; attempts run as its children and report through a mailbox. It
/// sleeps until the earliest due time, a signal, or a finished attempt, and never polls in a tight
/// loop. An attempt's child is never cancelled before the grace time of a shutdown has passed.
struct DispatchLoop: Sendable {
    let context: ServiceContext
    let owner: WorkerID
    let mailbox: Mailbox<Settlement>
    let stop: StopSign
    /// Whether to end as soon as nothing more is due.
    let endsWhenIdle: Bool

    /// Asks a loop to end; set from another task.
    final class StopSign: Sendable {
        private let isSet = Locked(false)
        var isStopping: Bool { isSet.withLock { $0 } }
        func stop() { isSet.withLock { $0 = true } }
    }

    /// What the loop knows between two steps.
    private struct State {
        var inFlight = 0
        var unsettled: [Settlement] = []
        /// When the store is asked again, by the monotonic clock.
        var nextClaim: Duration = .zero
        var nextSettle: Duration = .zero
        var trouble = Backoff()
        var waitsForIdle = false
        var hasNothingDue = false
        var report = DrainReport()
    }

    func run() async -> DrainReport {
        let listener = context.signals.add { [mailbox] in mailbox.signal() }
        defer { context.signals.remove(listener) }
        var state = await withDiscardingTaskGroup { group in
            var state = State()
            while true {
                collect(&state)
                await settle(&state)
                if stop.isStopping { break }
                await claim(&state, into: &group)
                if endsWhenIdle, state.hasNothingDue, state.inFlight == 0, state.unsettled.isEmpty {
                    break
                }
                await pause(state)
            }
            await waitForAttempts(&state)
            group.cancelAll()
            return state
        }
        // One more try for what could not be recorded; what fails comes back when its lease ends.
        collect(&state)
        state.nextSettle = context.clock.uptime
        await settle(&state)
        return state.report
    }

    private func collect(_ state: inout State) {
        let signalled = mailbox.isSignalled
        let finished = mailbox.takeAll()
        state.inFlight -= finished.count
        state.unsettled.append(contentsOf: finished)
        if signalled || !finished.isEmpty, state.trouble.isClear, !isSuspect {
            state.nextClaim = context.clock.uptime
        }
    }

    private func settle(_ state: inout State) async {
        let notices = context.pendingNotices.withLock { notices in
            defer { notices = [] }
            return notices
        }
        guard !state.unsettled.isEmpty || !notices.isEmpty else { return }
        guard context.clock.uptime >= state.nextSettle else { return put(back: notices) }
        let began = context.clock.uptime
        let request = SettleRequest(
            settlements: state.unsettled,
            notices: notices,
            logLimit: context.configuration.limits.logEvents
        )
        do {
            let results = try await context.store.settle(request)
            let took = context.clock.uptime - began
            for (settlement, result) in zip(state.unsettled, results) {
                note(settlement, result, took: took, in: &state)
            }
            state.unsettled.removeAll(keepingCapacity: true)
            state.trouble.clear()
            if !notices.isEmpty { context.noticeSignal.signal() }
        } catch {
            put(back: notices)
            let delay = note(error, in: &state)
            // Leases that have run out meanwhile are claimed again; their results would be fenced.
            state.nextSettle = context.clock.uptime + delay
        }
    }

    private func put(back notices: [Notice]) {
        guard !notices.isEmpty else { return }
        context.pendingNotices.withLock { $0.insert(contentsOf: notices, at: 0) }
    }

    private func note(
        _ settlement: Settlement,
        _ result: SettlementResult,
        took: Duration,
        in state: inout State
    ) {
        switch result {
        case .fenced:
            state.report.fenced += 1
            context.observer.observe(.fenced(settlement.lease.deliveryID))
        case .settled(let effects):
            if settlement.attempt != nil { state.report.attempts += 1 }
            switch settlement.verdict {
            case .succeeded: state.report.delivered += 1
            case .gaveUp: state.report.failed += 1
            case .quickRetry, .nextRound: state.report.retrying += 1
            case .released: state.report.released += 1
            }
            context.observer.observe(
                .settled(settlement.lease.deliveryID, verdict: settlement.verdict, took: took)
            )
            for notice in effects.notices {
                context.observer.observe(.notified(notice))
            }
            if !effects.notices.isEmpty { context.noticeSignal.signal() }
        }
    }

    private func claim(_ state: inout State, into group: inout DiscardingTaskGroup) async {
        guard canClaim(state), context.clock.uptime >= state.nextClaim else { return }
        let configuration = context.configuration
        let began = context.clock.uptime
        let request = ClaimRequest(
            owner: owner,
            limit: allowedInFlight - state.inFlight,
            isIdle: state.inFlight == 0,
            defaultConcurrency: configuration.webhookConcurrency,
            defaultDeadline: configuration.policy.deadline
        )
        let claim: Claim
        do {
            claim = try await context.store.claim(request)
        } catch {
            state.nextClaim = context.clock.uptime + note(error, in: &state)
            // A drain that cannot claim has nothing it can do.
            if endsWhenIdle, state.trouble.failures >= 5 { state.hasNothingDue = true }
            return
        }
        state.trouble.clear()
        observe(claim, took: context.clock.uptime - began)
        for delivery in claim.deliveries {
            state.inFlight += 1
            group.addTask { [context, mailbox] in
                mailbox.send(await DeliveryAttempt(context: context).run(delivery))
            }
        }
        state.waitsForIdle = claim.hasSuspects
        state.report.nextDue = claim.nextDue
        state.hasNothingDue =
            claim.deliveries.isEmpty && !claim.hasSuspects && (claim.nextDue ?? .seconds(1)) > .zero
        // A store that gives nothing though something is due must not make a hot loop.
        let least: Duration = claim.deliveries.isEmpty ? .milliseconds(1) : .zero
        state.nextClaim = context.clock.uptime + max(least, delay(until: claim.nextDue))
        if isSuspect {
            // A probe a second; a drain sends one and leaves the rest to the next.
            state.nextClaim = context.clock.uptime + Self.probeInterval
            state.report.nextDue = Self.probeInterval
            state.hasNothingDue = true
        }
    }

    private static let probeInterval: Duration = .seconds(1)

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

    private func note(_ error: any Error, in state: inout State) -> Duration {
        let failure = StoreError(wrapping: error)
        context.observer.observe(.storeFailed(failure.code, detail: failure.message))
        return state.trouble.next()
    }

    private func pause(_ state: State) async {
        var wakes: [Duration] = []
        if canClaim(state) { wakes.append(state.nextClaim) }
        if !state.unsettled.isEmpty { wakes.append(state.nextSettle) }
        guard let wake = wakes.min() else { return await mailbox.wait() }
        let delay = wake - context.clock.uptime
        // More is due than the store gave at once: ask again, but let others run first.
        guard delay > .zero else { return await Task.yield() }
        await mailbox.wait(atMost: delay, clock: context.clock)
    }

    /// Whether there is a slot to fill, and not too much that the store would not take.
    private func canClaim(_ state: State) -> Bool {
        if state.waitsForIdle, state.inFlight > 0 { return false }
        return state.inFlight < allowedInFlight
            && state.unsettled.count < context.configuration.concurrency
    }

    /// Lets attempts in flight finish for the grace time of a shutdown.
    private func waitForAttempts(_ state: inout State) async {
        let clock = context.clock
        let grace = context.configuration.shutdownGrace ?? context.configuration.policy.deadline
        let end = clock.uptime + grace
        while state.inFlight > 0, clock.uptime < end {
            await mailbox.wait(atMost: end - clock.uptime, clock: clock)
            collect(&state)
        }
    }
}
