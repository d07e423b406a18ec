extension DispatchLoop {
    /// A claim to ask for.
    struct Question {
        var request: ClaimRequest
        /// What was in flight then.
        var load: SuspectTurns.Load
        var began: Duration
    }

    /// What the store has given, and for which question.
    struct Claimed {
        var question: Question
        var claim: Claim
        var took: Duration
    }

    /// Asks the store again at once, unless it is in trouble.
    func claimSoon(_ state: inout State) {
        guard state.claimTrouble.isClear else { return }
        state.nextClaim = context.clock.uptime
        state.hasNothingDue = false
    }

    /// Whether there is a slot to fill.
    func hasRoom(_ state: State) -> Bool {
        state.suspects.mayClaim(beside: state.inFlight)
            && state.inFlight < context.configuration.concurrency
    }

    /// Whether there is a slot to fill, and not too much that the store would not take.
    func canClaim(_ state: State) -> Bool {
        guard hasRoom(state) else { return false }
        let (limit, now) = (context.configuration.concurrency, context.clock.uptime)
        return state.unsettled.count < limit
            || state.unsettled.count { $0.leaseEnd > now } < limit
    }

    /// Lets suspects have their turn by what is in flight now.
    func advanceSuspects(_ state: inout State) -> SuspectTurns.Load {
        let now = context.clock.uptime
        let load = SuspectTurns.Load(count: state.inFlight, isPrompt: state.slots.isPrompt(at: now))
        state.suspects.advance(load, at: now)
        return load
    }

    /// What to ask the store for, by what is free.
    func question(_ state: inout State, _ load: SuspectTurns.Load) -> Question {
        let configuration = context.configuration
        let now = context.clock.uptime
        var request = ClaimRequest(
            owner: owner,
            limit: configuration.concurrency - state.inFlight,
            isIdle: state.inFlight == 0,
            defaultConcurrency: configuration.webhookConcurrency,
            defaultDeadline: configuration.policy.deadline
        )
        state.slots.limit(&request, at: now)
        state.suspects.limit(&request, beside: state.inFlight, at: now)
        return Question(request: request, load: load, began: now)
    }

    /// Claims when that is due and no result is to be recorded with it.
    func claim(_ state: inout State) async -> Claimed? {
        let load = advanceSuspects(&state)
        guard canClaim(state), context.clock.uptime >= state.nextClaim else { return nil }
        let question = question(&state, load)
        do {
            let claim = try await context.store.claim(question.request)
            state.claimTrouble.clear()
            let took = context.clock.uptime - question.began
            return Claimed(question: question, claim: claim, took: took)
        } catch {
            noteFailure(error)
            state.nextClaim = context.clock.uptime + state.claimTrouble.next()
            // A drain that cannot claim has nothing it can do.
            if state.claimTrouble.failures >= Self.patience { state.hasNothingDue = true }
            return nil
        }
    }

    /// Begins an attempt for each delivery that was claimed.
    func begin(
        _ claimed: Claimed,
        _ state: inout State,
        in group: inout DiscardingTaskGroup
    ) {
        let (question, claim) = (claimed.question, claimed.claim)
        dropExpired(&state, before: question.began)
        observe(claim, took: claimed.took)
        for delivery in claim.deliveries {
            let now = context.clock.uptime
            let webhook = delivery.webhook
            let leaseEnd = now + question.request.leaseDuration(for: webhook.webhook)
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
            for: question.request,
            beside: question.load.count,
            at: context.clock.uptime,
            spread: context.random.unit()
        )
        planNext(after: claim, &state)
    }

    /// Says when the store is asked again.
    private func planNext(after claim: Claim, _ state: inout State) {
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
}
