/// What became of one leased delivery, and how its records change by it.
///
/// The dispatcher decides; the store calls ``apply(to:record:at:oldestOpen:)`` inside its atomic
/// step and writes what it gives. A settlement whose lease is stale is refused and changes nothing.
public struct Settlement: Sendable, Hashable {
    /// The lease it was made under.
    public var lease: Lease

    /// The attempt, redacted, for the log; nil when none was made.
    public var attempt: Attempt?

    /// What follows.
    public var verdict: Verdict

    /// What deactivates the webhook.
    public var rules: WebhookHealth.Rules

    /// What follows for a delivery.
    public enum Verdict: Sendable, Hashable {
        /// It is delivered.
        case succeeded
        /// The attempt failed; try again in the same round after this time.
        case quickRetry(after: Duration)
        /// The round failed; begin the next after this time.
        case nextRound(after: Duration)
        /// It is given up: every round has failed, or its one attempt.
        case gaveUp
        /// Nothing was learnt about the receiver: try again after this time, as if it had not been
        /// claimed (D-12, D-16). An attempt, if there is one, is still logged.
        case released(after: Duration)
    }

    /// Makes a settlement.
    public init(
        lease: Lease,
        attempt: Attempt?,
        verdict: Verdict,
        rules: WebhookHealth.Rules
    ) {
        self.lease = lease
        self.attempt = attempt
        self.verdict = verdict
        self.rules = rules
    }
}

/// What a store has to write besides the changed delivery and webhook.
public struct SettlementEffects: Sendable, Hashable {
    /// Notices to store, each once by its id.
    public var notices: [Notice]
    /// The event's status in the webhook's log; nil when no attempt is logged.
    public var logStatus: LogEntry.Status?
    /// Whether the webhook was deactivated by it.
    public var isDeactivation: Bool
    /// From now until the delivery is due again; zero when it waits no more.
    public var delay: Duration
}

extension Settlement {
    /// Changes the delivery and the webhook; pure.
    ///
    /// - Parameters:
    ///   - delivery: leased under ``lease``; the store has checked that.
    ///   - record: the webhook's record.
    ///   - now: the store's wall time.
    ///   - oldestOpen: gives the least position among the webhook's deliveries that are open and not
    ///     void, this one included; asked only when the webhook is deactivated.
    /// - Returns: what has to be written besides.
    public func apply(
        to delivery: inout Delivery,
        record: inout WebhookRecord,
        at now: Timestamp,
        oldestOpen: () throws -> Position?
    ) rethrows -> SettlementEffects {
        delivery.progress.clearSuspicion()
        if let attempt {
            delivery.progress.attempts += 1
            // What an attempt to an earlier URL met says nothing about the present one, and what is
            // our own trouble nothing about anybody.
            if lease.generation == record.health.generation, !isRelease {
                record.responsiveness.note(attempt)
            }
        }
        // What an earlier URL answered does not end it: its rounds begin anew at the next.
        let isOutdated = lease.generation < record.health.generation && delivery.kind == .subscribed
        var delay = verdict.delay
        switch verdict {
        case .succeeded:
            delivery.status = .succeeded
        case .quickRetry where isOutdated, .nextRound where isOutdated, .gaveUp where isOutdated:
            delay = .zero
            delivery.status = .waiting(due: now)
        case .quickRetry:
            delivery.progress.quickRetries += 1
            delivery.status = .waiting(due: now.advanced(by: delay))
        case .nextRound:
            delivery.progress.failedRounds += 1
            delivery.progress.quickRetries = 0
            delivery.status = .waiting(due: now.advanced(by: delay))
        case .gaveUp:
            delivery.progress.failedRounds += 1
            delivery.status = .failed
        case .released:
            delivery.status = .waiting(due: now.advanced(by: delay))
            if delivery.progress.attempts == 0 { delivery.progress.firstAttemptAt = nil }
        }
        let changes = try applyHealth(
            to: &record,
            for: delivery,
            at: now,
            oldestOpen: oldestOpen
        )
        let deactivates = changes.contains {
            if case .noticeDeactivated = $0 { true } else { false }
        }
        return SettlementEffects(
            notices: changes.map { Notice($0, about: record, at: now) },
            logStatus: attempt.map { attempt in
                attempt.failure == nil ? .success : deactivates ? .error : .debug
            },
            isDeactivation: deactivates,
            delay: delay
        )
    }

    private var isRelease: Bool {
        if case .released = verdict { true } else { false }
    }

    private func applyHealth(
        to record: inout WebhookRecord,
        for delivery: Delivery,
        at now: Timestamp,
        oldestOpen: () throws -> Position?
    ) rethrows -> [WebhookHealth.Effect] {
        guard delivery.kind == .subscribed, let input = healthInput(for: delivery) else {
            return []
        }
        let before = record.health
        var changes = record.health.apply(input, at: now, rules: rules)
        if before.queuesEvents, !record.health.queuesEvents {
            // What was queued before the outage and never went out is undelivered too.
            let oldest = try oldestOpen() ?? delivery.position
            record.health.setRecovery(from: oldest, in: &changes)
        }
        return changes
    }

    private func healthInput(for delivery: Delivery) -> WebhookHealth.Input? {
        let endsRound: Bool
        switch verdict {
        case .succeeded: return .succeeded(generation: lease.generation)
        case .released: return nil
        case .quickRetry: endsRound = false
        case .nextRound, .gaveUp: endsRound = true
        }
        guard let failure = attempt?.failure else { return nil }
        let report = WebhookHealth.FailureReport(
            position: delivery.position,
            failure: failure,
            failedRounds: endsRound ? delivery.progress.failedRounds : nil
        )
        return .failed(report, generation: lease.generation)
    }
}

extension Settlement.Verdict {
    /// The time that it asks for before the next attempt.
    package var delay: Duration {
        switch self {
        case .quickRetry(let delay), .nextRound(let delay), .released(let delay): max(delay, .zero)
        case .succeeded, .gaveUp: .zero
        }
    }
}
