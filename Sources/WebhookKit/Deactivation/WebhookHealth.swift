/// Whether a webhook is sent to, and what its failures have led to.
///
/// Changes only by ``apply(_:at:rules:)``, one pure function from state and input to state and
/// effects. Stores call it, through ``Settlement`` and ``WebhookChange``, inside their atomic step, so
/// that two workers never disagree about a threshold.
public struct WebhookHealth: Sendable, Hashable {
    /// What the webhook is doing.
    public var state: State

    /// Raised by every activation, deactivation and URL change; results of an older one do not
    /// count.
    public var generation: Int

    /// The oldest generation whose waiting deliveries are still sent. Activation and deactivation
    /// void what was queued before; a URL change does not.
    public var liveFrom: Int

    /// How many outages and automatic deactivations there have been; names the present one in
    /// notices.
    public var outages: Int

    /// What a webhook is doing.
    public enum State: Sendable, Hashable {
        /// Sending, and the last result was no failure.
        case active
        /// Sending, but failing since the outage began.
        case failing(Outage)
        /// Not sending, by request; events queue up. An outage that was on goes on afterwards.
        case paused(Outage?)
        /// Not sending; new events are stored and counted as skipped.
        case inactive(Deactivation)
    }

    /// The health of a new webhook.
    public init(state: State = .active) {
        self.state = state
        generation = 1
        liveFrom = 1
        outages = 0
    }

    /// Puts together what a store has read; nothing is checked.
    ///
    /// - Parameters:
    ///   - state: what the webhook is doing.
    ///   - generation: raised by every activation, deactivation and URL change.
    ///   - liveFrom: the oldest generation whose waiting deliveries are still sent.
    ///   - outages: how many there have been.
    public init(restoring state: State, generation: Int, liveFrom: Int, outages: Int) {
        self.state = state
        self.generation = generation
        self.liveFrom = liveFrom
        self.outages = outages
    }

    /// Whether events are queued for the webhook: all states but inactive.
    @inlinable public var queuesEvents: Bool {
        if case .inactive = state { false } else { true }
    }

    /// Whether queued deliveries are sent: active and failing.
    public var sends: Bool {
        switch state {
        case .active, .failing: true
        case .paused, .inactive: false
        }
    }
}

/// A time without success, from its first failure on.
public struct Outage: Sendable, Hashable {
    /// When the first failed attempt of this outage was recorded, by the store's clock.
    public var firstFailureAt: Timestamp

    /// The oldest event that this outage has kept from being delivered.
    public var position: Position

    /// Failed rounds in a row, over all events.
    public var failedRounds: Int

    /// The most rounds that one event has failed in a row.
    public var roundsOfOneEvent: Int

    /// When the latest failed round was recorded, by the store's clock; nil before the first.
    public var lastRoundAt: Timestamp?

    /// How long failures have shown the outage to last.
    ///
    /// The times between failed rounds, added up. A longer time than a day, or than the policy's
    /// longest gap, shows nothing: nobody asked the receiver, or a clock jumped.
    public var shown: Duration

    /// The latest failure.
    public var lastFailure: AttemptFailure

    /// Whether the notice that the webhook is failing has been stored.
    public var isNoticed: Bool

    /// Puts together what a store has read; nothing is checked.
    ///
    /// - Parameters:
    ///   - firstFailureAt: when the first failed attempt was recorded.
    ///   - position: the oldest event that was kept from being delivered.
    ///   - failedRounds: failed rounds in a row, over all events.
    ///   - roundsOfOneEvent: the most that one event has failed in a row.
    ///   - lastRoundAt: when the latest failed round was recorded.
    ///   - shown: how long failures have shown the outage to last.
    ///   - lastFailure: the latest failure.
    ///   - isNoticed: whether the notice of it has been stored.
    public init(
        restoring firstFailureAt: Timestamp,
        position: Position,
        failedRounds: Int,
        roundsOfOneEvent: Int,
        lastRoundAt: Timestamp?,
        shown: Duration,
        lastFailure: AttemptFailure,
        isNoticed: Bool
    ) {
        self.firstFailureAt = firstFailureAt
        self.position = position
        self.failedRounds = failedRounds
        self.roundsOfOneEvent = roundsOfOneEvent
        self.lastRoundAt = lastRoundAt
        self.shown = shown
        self.lastFailure = lastFailure
        self.isNoticed = isNoticed
    }

    /// Begins with the first failure.
    init(firstFailureAt: Timestamp, position: Position, failure: AttemptFailure) {
        self.firstFailureAt = firstFailureAt
        self.position = position
        failedRounds = 0
        roundsOfOneEvent = 0
        shown = .zero
        lastFailure = failure
        isNoticed = false
    }

    /// Takes note of a failed round, the how manieth of its event.
    mutating func note(round: Int, at now: Timestamp, longestGap: Duration) {
        failedRounds.countUp()
        roundsOfOneEvent = max(roundsOfOneEvent, round)
        if let lastRoundAt {
            let gap = lastRoundAt.duration(to: now)
            if gap > .zero, gap <= longestGap { shown += gap }
        }
        lastRoundAt = now
    }
}

/// Why and when a webhook was deactivated.
public struct Deactivation: Sendable, Hashable {
    /// Why.
    public var reason: Reason

    /// When, by the store's clock.
    public var at: Timestamp

    /// The outage that led to it; nil when there was none.
    public var outage: Outage?

    /// Where to recover from: the oldest event that it left undelivered, or else the next that was
    /// published. Nil for deactivations by earlier versions.
    public var position: Position?

    /// Puts together why and when a webhook was deactivated.
    public init(
        reason: Reason,
        at: Timestamp,
        outage: Outage? = nil,
        position: Position? = nil
    ) {
        self.reason = reason
        self.at = at
        self.outage = outage
        self.position = position
    }

    /// Why a webhook is inactive.
    public enum Reason: Sendable, Hashable {
        /// A person or the host asked for it.
        case manual
        /// Every round of one event failed.
        case exhausted
        /// This many rounds failed in a row.
        case consecutiveFailures(Int)
        /// Failures went on for this long.
        case failingFor(Duration)
        /// The receiver answered 410 Gone.
        case gone
        /// The owner is no longer active in the user directory.
        case ownerDeactivated
    }
}
