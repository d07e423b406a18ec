/// What became of one leased delivery, and how its records change by it.
///
/// The dispatcher decides; the store calls ``plan(for:under:to:at:)`` inside its atomic step and writes what
/// it gives. A settlement whose lease is stale is refused and changes nothing.
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
        /// It is given up: every round has failed, which deactivates the webhook if its policy says so
        /// or its one attempt.
        case gaveUp
        /// It is given up, and the webhook deactivated with it: the receiver has answered 410.
        case gone
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

extension Settlement.Verdict {
    /// The time that it asks for before the next attempt.
    package var delay: Duration {
        switch self {
        case .quickRetry(let delay), .nextRound(let delay), .released(let delay): max(delay, .zero)
        case .succeeded, .gaveUp, .gone: .zero
        }
    }

    /// How it ends the delivery; nil when the delivery waits again, after ``delay``.
    package var ending: Delivery.Status? {
        switch self {
        case .succeeded: .succeeded
        case .gaveUp, .gone: .failed
        case .quickRetry, .nextRound, .released: nil
        }
    }

    /// Why no further round follows a failure, for the webhook's health; nil when one does.
    package var lastRound: WebhookHealth.FailureReport.LastRound? {
        switch self {
        case .gaveUp: .exhausted
        case .gone: .gone
        case .succeeded, .quickRetry, .nextRound, .released: nil
        }
    }
}
