extension DispatchLoop {
    /// Records what has finished, in one step if the store takes it so.
    func settle(_ state: inout State) async {
        while await settleBatch(&state), !state.unsettled.isEmpty {}
    }

    /// Whether the store took a batch.
    private func settleBatch(_ state: inout State) async -> Bool {
        guard !state.unsettled.isEmpty || !state.notices.isEmpty else { return false }
        guard context.clock.uptime >= state.nextSettle || isOvertaken(state) else { return false }
        let began = context.clock.uptime
        holdBack(&state, at: began)
        let batch = Array(state.unsettled.prefix(state.batch))
        let request = SettleRequest(
            settlements: batch.map(\.settlement),
            notices: state.notices,
            logLimit: context.configuration.limits.logEvents
        )
        do {
            let results = try await context.store.settle(request)
            let took = context.clock.uptime - began
            state.unsettled.removeFirst(batch.count)
            state.batch = min(state.batch * 2, State.largestBatch)
            state.nextSettle = context.clock.uptime
            state.settleTrouble.clear()
            for (finished, result) in zip(batch, results) {
                note(finished.settlement, result, took: took, in: &state)
            }
            // Webhooks at their limit have room again, and failed deliveries a new due time.
            claimSoon(&state)
            if !state.notices.isEmpty { context.noticeSignal.signal() }
            state.notices = []
            return true
        } catch {
            noteFailure(error)
            state.nextSettle = context.clock.uptime + state.settleTrouble.next()
            // One result that the store refuses must not hold up the others: smaller batches, in
            // turn, until it fails alone.
            state.batch = max(1, batch.count / 2)
            state.unsettled.removeFirst(batch.count)
            state.unsettled.append(contentsOf: batch)
            return false
        }
    }

    /// Records what is left at the end; what the store does not take comes back when its lease ends.
    func settleTheRest(_ state: inout State) async {
        state.batch = State.largestBatch
        state.settleTrouble.clear()
        repeat {
            state.nextSettle = context.clock.uptime
            await settle(&state)
            guard !state.unsettled.isEmpty || !state.notices.isEmpty else { return }
            try? await context.clock.sleep(for: state.nextSettle - context.clock.uptime)
        } while state.settleTrouble.failures < Self.patience
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
