/// What a settlement changes and what a store has to write for it; pure.
///
/// A store makes one inside its atomic step with ``Settlement/plan(for:under:to:at:)``. If
/// ``needsOldestOpen``, it looks for that before it writes anything and tells ``recover(from:)``. Then
/// it writes ``delivery``, ``health`` and ``responsiveness``, the attempt in the log under
/// ``SettlementEffects/logStatus``, and ``SettlementEffects/notices``.
public struct SettlePlan: Sendable, Hashable {
    /// The delivery as it is afterwards.
    public private(set) var delivery: Delivery

    /// The webhook's health afterwards.
    public private(set) var health: WebhookHealth

    /// How promptly the webhook's receiver has been answering, this attempt included (D-10).
    public private(set) var responsiveness: Responsiveness

    /// What has to be written besides, and told.
    public private(set) var effects: SettlementEffects

    /// Whether ``health`` is another than before; few settlements change it.
    public let changesHealth: Bool

    /// Whether ``responsiveness`` is another than before.
    public let changesResponsiveness: Bool

    /// Whether all that was queued for the webhook has become void.
    public let voidsQueue: Bool

    /// Whether the webhook is deactivated: ``recover(from:)`` has to be told which of its deliveries was
    /// the oldest open one.
    public var needsOldestOpen: Bool { effects.isDeactivation }

    /// Tells where to recover from after the deactivation.
    ///
    /// - Parameter oldest: the least position among the webhook's deliveries that are open and not void
    ///   before this plan is written, the settled one included; nil when there is none.
    public mutating func recover(from oldest: Position?) {
        guard needsOldestOpen, let oldest else { return }
        var changes: [WebhookHealth.Effect] = []
        health.setRecovery(from: oldest, in: &changes)
        guard case .inactive(let deactivation) = health.state else { return }
        for index in effects.notices.indices {
            guard case .deactivated = effects.notices[index].kind else { continue }
            effects.notices[index].kind = .deactivated(deactivation)
        }
    }

    /// Writes what has changed of the webhook into its record.
    public func apply(to record: inout WebhookRecord) {
        if changesHealth { record.health = health }
        record.responsiveness = responsiveness
    }
}

extension Settlement {
    /// Says what follows from the result; nil when its lease is stale, and nothing may change (D-8).
    ///
    /// - Parameters:
    ///   - delivery: the delivery of ``lease``, as it is stored.
    ///   - held: the lease that the store has for it now; nil when there is none.
    ///   - record: its webhook's record.
    ///   - now: the store's wall time.
    public func plan(
        for delivery: Delivery,
        under held: Lease?,
        to record: WebhookRecord,
        at now: Timestamp
    ) -> SettlePlan? {
        guard delivery.status == .leased, held == lease else { return nil }
        return plan(
            for: delivery,
            to: record.webhook,
            answering: record.responsiveness,
            at: now
        )
    }

    /// The same for a store that has compared the leases, and keeps responsiveness by itself.
    package func plan(
        for delivery: Delivery,
        to webhook: Webhook,
        answering responsiveness: Responsiveness,
        at now: Timestamp
    ) -> SettlePlan {
        var (settled, answering, health) = (delivery, responsiveness, webhook.health)
        let delay = record(in: &settled, for: health, at: now)
        // What an attempt to an earlier URL met says nothing about the present one, and what is our own
        // trouble nothing about anybody.
        if let attempt, lease.generation == health.generation, !isRelease {
            answering.note(attempt)
        }
        let changes = record(in: &health, for: settled, at: now)
        let deactivates = webhook.health.queuesEvents && !health.queuesEvents
        let outages = health.outages
        return SettlePlan(
            delivery: settled,
            health: health,
            responsiveness: answering,
            effects: SettlementEffects(
                notices: changes.map { Notice($0, about: webhook, outages: outages, at: now) },
                logStatus: attempt.map { attempt in
                    attempt.failure == nil ? .success : deactivates ? .error : .debug
                },
                isDeactivation: deactivates,
                delay: delay
            ),
            changesHealth: health != webhook.health,
            changesResponsiveness: answering != responsiveness,
            voidsQueue: health.liveFrom != webhook.health.liveFrom
        )
    }

    /// Moves the delivery on; gives the time until it is due again.
    private func record(
        in delivery: inout Delivery,
        for health: WebhookHealth,
        at now: Timestamp
    ) -> Duration {
        delivery.progress.clearSuspicion()
        if attempt != nil { delivery.progress.attempts.countUp() }
        // What an earlier URL answered does not end it: its rounds begin anew at the next.
        let isOutdated = lease.generation < health.generation && delivery.kind == .subscribed
        switch verdict {
        case .quickRetry where isOutdated, .nextRound where isOutdated,
            .gaveUp where isOutdated, .gone where isOutdated:
            delivery.status = .waiting(due: now)
            return .zero
        case .quickRetry:
            delivery.progress.quickRetries.countUp()
        case .nextRound:
            delivery.progress.failedRounds.countUp()
            delivery.progress.quickRetries = 0
        case .gaveUp, .gone:
            delivery.progress.failedRounds.countUp()
        case .released:
            if delivery.progress.attempts == 0 { delivery.progress.firstAttemptAt = nil }
        case .succeeded: break
        }
        delivery.status = verdict.ending ?? .waiting(due: now.advanced(by: verdict.delay))
        return verdict.delay
    }

    /// Moves the webhook's health on; gives what has to be told.
    private func record(
        in health: inout WebhookHealth,
        for delivery: Delivery,
        at now: Timestamp
    ) -> [WebhookHealth.Effect] {
        guard delivery.kind == .subscribed, let input = healthInput(for: delivery) else {
            return []
        }
        let queuedEvents = health.queuesEvents
        var changes = health.apply(input, at: now, rules: rules)
        if queuedEvents, !health.queuesEvents {
            health.setRecovery(from: delivery.position, in: &changes)
        }
        return changes
    }

    private func healthInput(for delivery: Delivery) -> WebhookHealth.Input? {
        let endsRound: Bool
        switch verdict {
        case .succeeded: return .succeeded(generation: lease.generation)
        case .released: return nil
        case .quickRetry: endsRound = false
        case .nextRound, .gaveUp, .gone: endsRound = true
        }
        guard let failure = attempt?.failure else { return nil }
        let report = WebhookHealth.FailureReport(
            position: delivery.position,
            failure: failure,
            failedRounds: endsRound ? delivery.progress.failedRounds : nil,
            lastRound: verdict.lastRound
        )
        return .failed(report, generation: lease.generation)
    }

    private var isRelease: Bool {
        if case .released = verdict { true } else { false }
    }
}
