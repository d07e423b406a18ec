extension DispatchLoop {
    /// Results that are recorded in one step.
    private struct Batch {
        var finished: [Finished]
        var began: Duration
    }

    /// Records what has finished, and claims in the same step where both are due and the store is well.
    ///
    /// Together they are one commit. When that fails, nothing says which part the store does not take:
    /// each is asked for alone then, the results at once and the claim after them, and fails or succeeds
    /// by itself. Until both have succeeded they stay apart.
    ///
    /// - Returns: what was claimed; nil when no claim was asked for, or it has to be asked for alone.
    func settle(_ state: inout State, mayClaim: Bool = false) async -> Claimed? {
        while let batch = nextBatch(&state) {
            let isLast = batch.finished.count == state.unsettled.count
            if mayClaim, isLast, let question = jointQuestion(&state) {
                if let report = await record(batch, claiming: question.request, &state) {
                    let took = context.clock.uptime - question.began
                    let claim = report.claim ?? Claim()
                    return Claimed(question: question, claim: claim, took: took)
                }
            }
            guard await record(batch, &state) != nil, !state.unsettled.isEmpty else { return nil }
        }
        return nil
    }

    /// What to claim together with results. A claim would follow them at once: webhooks at their limit
    /// have room again, and failed deliveries a new due time.
    private func jointQuestion(_ state: inout State) -> Question? {
        guard state.settleTrouble.isClear, state.claimTrouble.isClear else { return nil }
        let load = advanceSuspects(&state)
        return hasRoom(state) ? question(&state, load) : nil
    }

    /// What is to be recorded next; nil when there is nothing, or it has to wait.
    private func nextBatch(_ state: inout State) -> Batch? {
        let now = context.clock.uptime
        guard now >= state.nextSettle || isOvertaken(state) else { return nil }
        guard !state.unsettled.isEmpty || !state.notices.isEmpty else { return nil }
        holdBack(&state, at: now)
        let finished = Array(state.unsettled.prefix(state.batch))
        return Batch(finished: finished, began: now)
    }

    /// Has the store record a batch; nil when it did not. A batch that failed together with a claim is
    /// still to be tried alone.
    private func record(
        _ batch: Batch,
        claiming claim: ClaimRequest? = nil,
        _ state: inout State
    ) async -> SettleReport? {
        let request = SettleRequest(
            settlements: batch.finished.map(\.settlement),
            notices: state.notices,
            logLimit: context.configuration.limits.logEvents,
            claim: claim
        )
        do {
            let report = try await context.store.settle(request)
            let took = context.clock.uptime - batch.began
            state.unsettled.removeFirst(batch.finished.count)
            state.batch = min(state.batch * 2, State.largestBatch)
            state.nextSettle = context.clock.uptime
            state.settleTrouble.clear()
            for (finished, result) in zip(batch.finished, report.results) {
                note(finished.settlement, result, took: took, in: &state)
            }
            if claim == nil { claimSoon(&state) }
            if !state.notices.isEmpty { context.noticeSignal.signal() }
            state.notices = []
            return report
        } catch {
            noteFailure(error)
            if claim == nil { putBack(batch, &state) }
            return nil
        }
    }

    /// One result that the store refuses must not hold up the others: smaller batches, in turn, until
    /// it fails alone.
    private func putBack(_ batch: Batch, _ state: inout State) {
        state.nextSettle = context.clock.uptime + state.settleTrouble.next()
        state.batch = max(1, batch.finished.count / 2)
        state.unsettled.removeFirst(batch.finished.count)
        state.unsettled.append(contentsOf: batch.finished)
    }

    /// Records what is left at the end; what the store does not take comes back when its lease ends.
    func settleTheRest(_ state: inout State) async {
        state.batch = State.largestBatch
        state.settleTrouble.clear()
        repeat {
            state.nextSettle = context.clock.uptime
            _ = await settle(&state)
            guard !state.unsettled.isEmpty || !state.notices.isEmpty else { return }
            try? await context.clock.sleep(for: state.nextSettle - context.clock.uptime)
        } while state.settleTrouble.failures < Self.patience
        context.leftNotices.withLock { $0 += state.notices }
        guard let leaseEnd = state.unsettled.map(\.leaseEnd).min() else { return }
        let wait = max(.zero, leaseEnd - context.clock.uptime)
        state.report.nextDue = min(state.report.nextDue ?? wait, wait)
    }

    /// Forgets results whose leases had ended when the store was last asked for work: it has taken
    /// them back then, so that these would be fenced.
    func dropExpired(_ state: inout State, before claim: Duration) {
        let expired = state.unsettled.filter { $0.leaseEnd <= claim }
        guard !expired.isEmpty else { return }
        state.unsettled.removeAll { $0.leaseEnd <= claim }
        state.report.fenced += expired.count
        for finished in expired {
            context.observer.observe(.fenced(finished.settlement.lease.deliveryID))
        }
    }

    /// Gives a delivery back that this drain has tried before.
    func returnUntried(_ claimed: ClaimedDelivery, until leaseEnd: Duration, to state: inout State)
    {
        let settlement = Settlement(
            lease: claimed.lease,
            attempt: nil,
            verdict: .released(after: .seconds(5)),
            rules: context.rules(of: claimed.webhook.webhook)
        )
        state.unsettled.append(Finished(judged: .init(settlement), slot: 0, leaseEnd: leaseEnd))
    }

    /// Whether the next claim would void results that may still count: they get a chance before it.
    private func isOvertaken(_ state: State) -> Bool {
        let now = context.clock.uptime
        return now >= state.nextClaim && state.unsettled.contains { $0.leaseEnd <= now }
    }

    /// What ended in silence before the sender became suspect, and is not recorded yet, counts no
    /// more than what ends later (D-16).
    private func holdBack(_ state: inout State, at now: Duration) {
        guard state.unsettled.contains(where: { $0.judged.ifSuspect != nil }),
            context.sender.withLock({ $0.suspectFor(at: now) }) != nil
        else { return }
        for index in state.unsettled.indices {
            guard let held = state.unsettled[index].judged.ifSuspect else { continue }
            state.unsettled[index].judged = DeliveryAttempt.Judged(held)
        }
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
            case .gaveUp, .gone: state.report.failed += 1
            case .quickRetry, .nextRound: state.report.retrying += 1
            case .released:
                state.report.released += 1
                if endsWhenIdle { state.givenBack.insert(settlement.lease.deliveryID) }
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
}
