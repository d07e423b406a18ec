/// One event on its way to one webhook.
///
/// Stores keep deliveries and change them only by the pure steps of this type's extensions and of
/// ``Settlement``, so that every store follows the same rules.
public struct Delivery: Sendable, Hashable, Identifiable {
    /// The id of a delivery; differs from the event's.
    public typealias ID = Identifier<Delivery>

    /// Names this delivery in logs and health.
    public let id: ID

    /// The event it carries.
    public let eventID: Event.ID

    /// The event's type, so that removed subscriptions can be told without reading the event.
    public let eventType: EventType

    /// The event's place in the order of commits.
    public let position: Position

    /// The tenant.
    public let scope: Scope

    /// The webhook it goes to.
    public let webhookID: Webhook.ID

    /// Whether it follows the policy or was asked for by hand.
    public let kind: Kind

    /// The webhook's generation when it was queued or last claimed.
    public var generation: Int

    /// Where it stands.
    public var status: Status

    /// How far its rounds and attempts have got.
    public var progress: Progress

    /// Whether a delivery follows the policy.
    public enum Kind: String, Sendable, Hashable, Codable {
        /// Queued by a subscription: retried, and its failures count for the webhook's health.
        case subscribed
        /// A resend or a test: one attempt, logged, without effect on health (D-14, D-15).
        case manual
    }

    /// Where a delivery stands.
    public enum Status: Sendable, Hashable {
        /// To be tried at this wall time.
        case waiting(due: Timestamp)
        /// With a worker, under a lease that the store keeps beside it.
        case leased
        /// Answered with a 2xx status.
        case succeeded
        /// Given up, or the failure that deactivated the webhook.
        case failed
        /// Never to be sent: its webhook was deactivated or no longer takes the type.
        case skipped
        /// Set aside since it took its worker down four times; see ``RequeueRequest/resume(_:scope:)``.
        case parked
    }

    /// How far a delivery's rounds and attempts have got.
    public struct Progress: Sendable, Hashable, Codable {
        /// Rounds that have failed.
        public var failedRounds: Int
        /// Quick retries used in the present round.
        public var quickRetries: Int
        /// Attempts made in all.
        public var attempts: Int
        /// When the first attempt began, by the store's clock; the window counts from here.
        public var firstAttemptAt: Timestamp?
        /// Leases that expired in a row, which means that a worker hung, or died and nobody could tell;
        /// and those of processes that were killed while they held nothing else (D-13).
        public var expiredLeases: Int
        /// Leases in a row whose holders were killed while they held others too.
        public var lostLeases: Int

        /// The progress of a delivery that was never tried, or what a store has read of one.
        public init(
            failedRounds: Int = 0,
            quickRetries: Int = 0,
            attempts: Int = 0,
            firstAttemptAt: Timestamp? = nil,
            expiredLeases: Int = 0,
            lostLeases: Int = 0
        ) {
            self.failedRounds = failedRounds
            self.quickRetries = quickRetries
            self.attempts = attempts
            self.firstAttemptAt = firstAttemptAt
            self.expiredLeases = expiredLeases
            self.lostLeases = lostLeases
        }
    }

    /// Queues an event for a webhook, due at once.
    public init(
        id: ID,
        of stored: StoredEvent,
        to webhook: WebhookRecord,
        kind: Kind,
        at now: Timestamp
    ) {
        self.id = id
        eventID = stored.event.id
        eventType = stored.event.type
        position = stored.position
        scope = stored.event.scope
        webhookID = webhook.id
        self.kind = kind
        generation = webhook.health.generation
        status = .waiting(due: now)
        progress = Progress()
    }

    /// Puts together what a store has read; nothing is checked, so that whatever was stored loads.
    ///
    /// - Parameters:
    ///   - id: its id.
    ///   - eventID: the event it carries.
    ///   - eventType: the event's type.
    ///   - position: the event's place in the order of commits.
    ///   - scope: the tenant of both.
    ///   - webhookID: the webhook it goes to.
    ///   - kind: whether it follows the policy.
    ///   - generation: the webhook's when it was queued or last claimed.
    ///   - status: where it stands.
    ///   - progress: how far it has got.
    public init(
        restoring id: ID,
        eventID: Event.ID,
        eventType: EventType,
        position: Position,
        scope: Scope,
        webhookID: Webhook.ID,
        kind: Kind,
        generation: Int,
        status: Status,
        progress: Progress
    ) {
        self.id = id
        self.eventID = eventID
        self.eventType = eventType
        self.position = position
        self.scope = scope
        self.webhookID = webhookID
        self.kind = kind
        self.generation = generation
        self.status = status
        self.progress = progress
    }
}

extension Delivery: IdentifierSubject {
    /// `dlv`.
    public static var identifierPrefix: String { "dlv" }
}

extension Delivery {
    /// When it is to be tried; nil unless it waits.
    public var due: Timestamp? {
        if case .waiting(let due) = status { due } else { nil }
    }

    /// Whether it will be tried again or is being tried.
    public var isOpen: Bool {
        switch status {
        case .waiting, .leased, .parked: true
        case .succeeded, .failed, .skipped: false
        }
    }
}
