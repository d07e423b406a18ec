/// When a delivery is tried, how long one attempt may take, and what follows when all fail.
///
/// A plain value: take a preset, change what you like, or write your own. A delivery goes through
/// *rounds*; a round is one attempt and its quick retries (D-3 to D-7).
public struct DeliveryPolicy: Sendable, Hashable {
    /// How long one attempt may take in all: name lookup, connect, headers and body (D-2).
    public var deadline: Duration

    /// The time from the first attempt in which all rounds are planned. It bounds only how far a
    /// receiver's `Retry-After` may push them; a round that is late because of us still runs.
    public var window: Duration

    /// The gaps between the end of a failed round and the next: n gaps make n + 1 rounds.
    public var gaps: [Duration]

    /// Where the last round goes.
    public var lastRound: LastRound

    /// The most that chance adds to a gap, as a fraction of it, 0 to 1; it spreads retries.
    public var jitter: Double

    /// The tries inside a round after a passing failure; nil for none (D-4).
    public var quickRetries: QuickRetries?

    /// What follows when every round of one event has failed.
    public var exhaustion: Exhaustion

    /// Deactivates after this many failed rounds in a row, over all events; nil for never.
    public var consecutiveFailureLimit: Int?

    /// Deactivates when failures have gone on for this long without a success; nil for never.
    public var failingLimit: Duration?

    /// Whether 410 Gone deactivates the webhook at once.
    public var deactivatesWhenGone: Bool

    /// Where the last round goes.
    public enum LastRound: String, Sendable, Hashable, Codable {
        /// The last gap after the round before it.
        case afterGap
        /// At the end of the window, but no sooner than the first gap after the round before it.
        case atEndOfWindow
    }

    /// The tries inside a round.
    public struct QuickRetries: Sendable, Hashable {
        /// How many, besides the round's first attempt.
        public var count: Int
        /// The time from one attempt's end to the next.
        public var interval: Duration

        /// Makes a rule of `count` tries, `interval` apart.
        public init(count: Int, interval: Duration) {
            self.count = count
            self.interval = interval
        }
    }

    /// What follows when every round of one event has failed.
    public enum Exhaustion: String, Sendable, Hashable, Codable {
        /// The webhook is deactivated, with all its event types.
        case deactivate
        /// The event is given up for this webhook, which stays active.
        case giveUp
    }

    /// Makes a policy; ``validate()`` is called wherever one is saved or configured.
    public init(
        deadline: Duration = .seconds(15),
        window: Duration,
        gaps: [Duration],
        lastRound: LastRound = .afterGap,
        jitter: Double = 0.05,
        quickRetries: QuickRetries? = nil,
        exhaustion: Exhaustion = .giveUp,
        consecutiveFailureLimit: Int? = nil,
        failingLimit: Duration? = nil,
        deactivatesWhenGone: Bool = true
    ) {
        self.deadline = deadline
        self.window = window
        self.gaps = gaps
        self.lastRound = lastRound
        self.jitter = jitter
        self.quickRetries = quickRetries
        self.exhaustion = exhaustion
        self.consecutiveFailureLimit = consecutiveFailureLimit
        self.failingLimit = failingLimit
        self.deactivatesWhenGone = deactivatesWhenGone
    }

    /// How many rounds a delivery has.
    public var rounds: Int { gaps.count + 1 }
}
