/// What a worker asks ``WebhookStore/settle(_:)`` for besides, or alone.
public struct ClaimRequest: Sendable, Hashable {
    /// The worker.
    public var owner: WorkerID

    /// The most deliveries it has free slots for.
    public var limit: Int

    /// The most of them for webhooks that give no answer (``Responsiveness/isQuiet``); no such limit
    /// by default.
    public var quietLimit: Int

    /// How many of those come before the others; what is left of their limit comes after them, if there
    /// are slots. No such limit by default.
    public var quietTurn: Int

    /// The most of them for those and for slow ones together; no such limit by default.
    public var slowLimit: Int

    /// Webhooks to which an attempt of this worker has been under way for more than
    /// ``Responsiveness/promptLimit``: they get no further one meanwhile. None by default.
    public var overdue: Set<Webhook.ID>

    /// What attempts of this worker hold already, by scope; nothing by default.
    public var held: [Scope: Int]

    /// The most slots that one scope may hold while another one has something due; no such limit by
    /// default.
    public var scopeLimit: Int

    /// The most slots that one scope may hold at any time; no such limit by default.
    public var scopeMaximum: Int

    /// Whether webhooks that answer come before those that do not: every other time where a worker has
    /// too few slots to divide them.
    public var beginsWithPrompt: Bool

    /// Whether the worker has nothing in flight and a suspect delivery may have its turn, which then
    /// comes before all others and alone (D-13).
    public var isIdle: Bool

    /// The concurrency of webhooks that set none.
    public var defaultConcurrency: Int

    /// The deadline of webhooks that have no policy of their own.
    public var defaultDeadline: Duration

    /// Added to the deadline it gives the time a lease lasts (D-9).
    public var leaseMargin: Duration

    /// Makes a request.
    public init(
        owner: WorkerID,
        limit: Int,
        quietLimit: Int = .max,
        quietTurn: Int = .max,
        slowLimit: Int = .max,
        overdue: Set<Webhook.ID> = [],
        held: [Scope: Int] = [:],
        scopeLimit: Int = .max,
        scopeMaximum: Int = .max,
        beginsWithPrompt: Bool = false,
        isIdle: Bool,
        defaultConcurrency: Int = 4,
        defaultDeadline: Duration = .seconds(15),
        leaseMargin: Duration = .seconds(45)
    ) {
        self.owner = owner
        self.limit = limit
        self.quietLimit = quietLimit
        self.quietTurn = quietTurn
        self.slowLimit = slowLimit
        self.overdue = overdue
        self.held = held
        self.scopeLimit = scopeLimit
        self.scopeMaximum = scopeMaximum
        self.beginsWithPrompt = beginsWithPrompt
        self.isIdle = isIdle
        self.defaultConcurrency = defaultConcurrency
        self.defaultDeadline = defaultDeadline
        self.leaseMargin = leaseMargin
    }

    /// The most deliveries that a webhook gets in one turn: one, or a 25th of ``limit`` where that is
    /// more (D-10).
    ///
    /// More than one in large claims, since a further webhook costs a store as much as several
    /// deliveries of the same one. The same in every store.
    public var deliveriesPerTurn: Int { max(1, limit / 25) }

    /// How long a lease of a delivery to this webhook lasts.
    public func leaseDuration(for webhook: Webhook) -> Duration {
        (webhook.policy?.deadline ?? defaultDeadline) + leaseMargin
    }
}

/// What a claim gave.
public struct Claim: Sendable {
    /// The deliveries, leased; a suspect one comes alone (D-13).
    public var deliveries: [ClaimedDelivery]

    /// The time until another delivery can be claimed; zero when some are due that did not fit into
    /// the limit, nil when nothing waits. Deliveries of saturated webhooks, and those that a share of
    /// the slots keeps back, do not count: a settlement frees them. Sooner where the store has to look
    /// whether others are alive.
    public var nextDue: Duration?

    /// Whether a suspect delivery waits that an idle worker would have got.
    public var hasSuspects: Bool

    /// How many leases this claim has taken back: expired ones, and those of dead processes.
    public var rescued: Int

    /// How many deliveries this claim has set aside for good (D-13).
    public var parked: Int

    /// What was found out of order, or put right, since the claim before; each place is told once.
    public var faults: [StoreFault]

    /// Makes an answer.
    public init(
        deliveries: [ClaimedDelivery] = [],
        nextDue: Duration? = nil,
        hasSuspects: Bool = false,
        rescued: Int = 0,
        parked: Int = 0,
        faults: [StoreFault] = []
    ) {
        self.deliveries = deliveries
        self.nextDue = nextDue
        self.hasSuspects = hasSuspects
        self.rescued = rescued
        self.parked = parked
        self.faults = faults
    }
}

extension Claim {
    /// Notes that something can be claimed after this time, or at once where that has passed.
    package mutating func note(nextDue wait: Duration) {
        let wait = max(.zero, wait)
        nextDue = min(nextDue ?? wait, wait)
    }
}

/// One leased delivery with all that an attempt needs.
public struct ClaimedDelivery: Sendable, Hashable {
    /// The right to try it and to record the result.
    public let lease: Lease
    /// The delivery, leased.
    public let delivery: Delivery
    /// The event.
    public let event: StoredEvent
    /// The webhook as it is now.
    public let webhook: WebhookRecord
    /// How long after its due time it was claimed.
    public let lag: Duration
    /// How long ago the first attempt began, by the store's clock; nil before the first.
    public let sinceFirstAttempt: Duration?

    /// Puts together what a store has claimed, at this time of its clock.
    public init(
        lease: Lease,
        delivery: Delivery,
        event: StoredEvent,
        webhook: WebhookRecord,
        due: Timestamp,
        at now: Timestamp
    ) {
        self.lease = lease
        self.delivery = delivery
        self.event = event
        self.webhook = webhook
        lag = max(.zero, due.duration(to: now))
        sinceFirstAttempt = delivery.progress.firstAttemptAt.map {
            max(.zero, $0.duration(to: now))
        }
    }
}
