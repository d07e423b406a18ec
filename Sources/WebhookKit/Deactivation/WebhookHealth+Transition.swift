extension WebhookHealth {
    /// What can happen to a webhook's health.
    public enum Input: Sendable, Hashable {
        /// An attempt of a delivery of this generation was answered with 2xx.
        case succeeded(generation: Int)
        /// An attempt of a delivery of this generation failed.
        case failed(FailureReport, generation: Int)
        /// Send again: from inactive, or ending a pause; clears the outage.
        case activate
        /// Stop, for a reason that is no failure of the receiver.
        case deactivate(Deactivation.Reason)
        /// Stop sending but go on queueing.
        case pause
        /// The webhook has another URL now: its past does not count.
        case urlChanged
    }

    /// One failed attempt as the health sees it.
    public struct FailureReport: Sendable, Hashable {
        /// The event's place; the oldest one of an outage is kept.
        public var position: Position
        /// What went wrong.
        public var failure: AttemptFailure
        /// The number of failed rounds of this delivery, this one included, when the attempt ended
        /// a round; nil for an attempt that is tried again in its round.
        public var failedRounds: Int?
        /// Why the delivery gets no further round; nil when it does.
        public var lastRound: LastRound?

        /// Why a round was a delivery's last one.
        public enum LastRound: Sendable, Hashable {
            /// Every round of the policy has failed.
            case exhausted
            /// The receiver answered 410 Gone, and the policy ends it there.
            case gone
        }

        /// Reports a failed attempt.
        public init(
            position: Position,
            failure: AttemptFailure,
            failedRounds: Int?,
            lastRound: LastRound?
        ) {
            self.position = position
            self.failure = failure
            self.failedRounds = failedRounds
            self.lastRound = lastRound
        }
    }

    /// What a policy says about deactivation.
    public struct Rules: Sendable, Hashable {
        /// The policy that applies to the webhook.
        public var policy: DeliveryPolicy
        /// Exempt webhooks are never deactivated by failures.
        public var isExempt: Bool

        /// Puts a webhook's rules together.
        public init(policy: DeliveryPolicy, isExempt: Bool) {
            self.policy = policy
            self.isExempt = isExempt
        }
    }

    /// What has to be told after a change.
    public enum Effect: Sendable, Hashable {
        /// Half of the rounds of one delivery have failed.
        case noticeFailing(Outage)
        /// The webhook was deactivated without anybody asking for it.
        case noticeDeactivated(Deactivation)
        /// A webhook that had been deactivated automatically is active again.
        case noticeReactivated(Deactivation)
    }

    /// Moves on by one input and says what has to be told; pure, and total: every input is allowed
    /// in every state.
    ///
    /// Results of an earlier generation change nothing.
    ///
    /// - Parameters:
    ///   - input: what happened.
    ///   - now: the store's wall time.
    ///   - rules: what deactivates.
    /// - Returns: what has to be told, in order.
    public mutating func apply(_ input: Input, at now: Timestamp, rules: Rules) -> [Effect] {
        switch input {
        case .succeeded(let generation):
            guard generation == self.generation else { return [] }
            recover()
            return []
        case .failed(let report, let generation):
            guard generation == self.generation else { return [] }
            return fail(report, at: now, rules: rules)
        case .activate:
            return activate()
        case .deactivate(let reason):
            guard queuesEvents else { return [] }
            return deactivate(reason, at: now, tells: reason != .manual)
        case .pause:
            switch state {
            case .active: state = .paused(nil)
            case .failing(let outage): state = .paused(outage)
            case .paused, .inactive: break
            }
            return []
        case .urlChanged:
            switch state {
            case .active, .failing: state = .active
            case .paused: state = .paused(nil)
            case .inactive: break
            }
            // Results of the old URL no longer count, but what waits goes to the new one.
            generation.countUp()
            return []
        }
    }

    /// Says where to recover from after a deactivation, in the state and in what is told of it
    ///
    ///
    /// - Parameters:
    ///   - oldest: the oldest event that was open when it happened, or else the next one.
    ///   - effects: what the deactivation has to tell.
    mutating func setRecovery(from oldest: Position, in effects: inout [Effect]) {
        guard case .inactive(var deactivation) = state else { return }
        let position = min(oldest, deactivation.outage?.position ?? oldest)
        deactivation.position = position
        deactivation.outage?.position = position
        state = .inactive(deactivation)
        effects = effects.map { effect in
            if case .noticeDeactivated = effect { .noticeDeactivated(deactivation) } else { effect }
        }
    }

    /// The outage that is on, also while paused.
    public var outage: Outage? {
        switch state {
        case .failing(let outage): outage
        case .paused(let outage): outage
        case .active, .inactive: nil
        }
    }

    private mutating func recover() {
        switch state {
        case .failing: state = .active
        case .paused: state = .paused(nil)
        case .active, .inactive: break
        }
    }

    private mutating func activate() -> [Effect] {
        switch state {
        case .active: return []
        case .failing, .paused:
            // Ending a pause keeps what was queued, and so the generation.
            state = .active
            return []
        case .inactive(let deactivation):
            state = .active
            voidQueue()
            return deactivation.reason == .manual ? [] : [.noticeReactivated(deactivation)]
        }
    }

    private mutating func deactivate(
        _ reason: Deactivation.Reason,
        at now: Timestamp,
        tells: Bool
    ) -> [Effect] {
        let outage = self.outage
        if outage == nil, tells { outages.countUp() }
        let deactivation = Deactivation(reason: reason, at: now, outage: outage)
        state = .inactive(deactivation)
        voidQueue()
        return tells ? [.noticeDeactivated(deactivation)] : []
    }

    /// Voids everything queued so far in O(1); the store's sweep marks it skipped later.
    private mutating func voidQueue() {
        generation.countUp()
        liveFrom = generation
    }

    private mutating func fail(
        _ report: FailureReport,
        at now: Timestamp,
        rules: Rules
    ) -> [Effect] {
        guard queuesEvents else { return [] }
        var outage: Outage
        if let current = self.outage {
            outage = current
            outage.position = min(outage.position, report.position)
            outage.lastFailure = report.failure
        } else {
            outages.countUp()
            outage = Outage(
                firstFailureAt: now,
                position: report.position,
                failure: report.failure
            )
        }
        let wasShown = outage.shown
        if let round = report.failedRounds {
            outage.note(round: round, at: now, longestGap: rules.policy.longestShownGap)
        }
        let tellsFailing =
            !outage.isNoticed
            && report.failedRounds.map { $0 >= (rules.policy.rounds + 1) / 2 } == true
        if tellsFailing { outage.isNoticed = true }
        if case .paused = state { state = .paused(outage) } else { state = .failing(outage) }
        if !rules.isExempt,
            let reason = reasonToDeactivate(outage, report, was: wasShown, policy: rules.policy)
        {
            return deactivate(reason, at: now, tells: true)
        }
        return tellsFailing ? [.noticeFailing(outage)] : []
    }

    private func reasonToDeactivate(
        _ outage: Outage,
        _ report: FailureReport,
        was shown: Duration,
        policy: DeliveryPolicy
    ) -> Deactivation.Reason? {
        switch report.lastRound {
        case .gone: return .gone
        case .exhausted where policy.exhaustion == .deactivate: return .exhausted
        case .exhausted, nil: break
        }
        guard report.failedRounds != nil else { return nil }
        if let limit = policy.consecutiveFailureLimit, outage.failedRounds >= limit {
            return .consecutiveFailures(outage.failedRounds)
        }
        // Not the first failure after a silence, and not before one event has had its rounds.
        if let limit = policy.failingLimit, outage.shown >= limit, outage.shown > shown,
            outage.roundsOfOneEvent >= policy.rounds(within: limit)
        {
            return .failingFor(outage.shown)
        }
        return nil
    }
}
