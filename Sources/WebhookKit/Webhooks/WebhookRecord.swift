/// A webhook as its store keeps it: three values and a counter, which different steps change.
///
/// - ``configuration``: what people choose, with the secrets. Only ``WebhookStore/update(_:)`` changes it.
/// - ``health``: a settlement that fails changes it, or one that succeeds after failures.
/// - ``pace``: a claim under a rate limit changes it, and a settlement that finds the receiver quicker or
///   slower than before.
/// - ``skippedEvents``: appending counts, and housekeeping.
///
/// Where they stand in rows or columns of their own, publishing, claiming and settling do not wait for
/// each other's row; ``init(restoring:health:pace:skippedEvents:)`` puts them together again. A store may
/// as well keep all of it as one JSON value. It changes them only by the pure steps of the core,
/// ``WebhookChange`` and ``Settlement``.
public struct WebhookRecord: Sendable, Hashable, Identifiable {
    /// What people see, its health included.
    public var webhook: Webhook

    /// Signing secrets and password, sealed by the host's ``SecretCipher``.
    public var secrets: SealedSecrets

    /// Which waiting deliveries edits have dropped.
    public var dropped: DroppedTypes

    /// How fast it may be sent to.
    public var pace: Pace

    /// The events that came while it was inactive: a count, no rows.
    public var skippedEvents: Int

    /// Makes the record of a new webhook.
    ///
    /// - Parameters:
    ///   - webhook: what people see.
    ///   - secrets: its secrets, sealed.
    ///   - responsiveness: ``Responsiveness/prompt`` when it has just answered a ping.
    public init(
        webhook: Webhook,
        secrets: SealedSecrets,
        responsiveness: Responsiveness = .unproven
    ) {
        self.webhook = webhook
        self.secrets = secrets
        dropped = DroppedTypes()
        pace = Pace(responsiveness: responsiveness)
        skippedEvents = 0
    }

    /// The webhook's id.
    public var id: Webhook.ID { webhook.id }

    /// The webhook's health.
    public var health: WebhookHealth {
        get { webhook.health }
        set { webhook.health = newValue }
    }

    /// When the next delivery may begin under the rate limit; see ``Pace/nextStart``.
    public var nextStart: Timestamp? {
        get { pace.nextStart }
        set { pace.nextStart = newValue }
    }

    /// The part of a millisecond that belongs to ``nextStart``.
    public var startRest: Duration {
        get { pace.startRest }
        set { pace.startRest = newValue }
    }

    /// How promptly its receiver has been answering (D-10).
    public var responsiveness: Responsiveness {
        get { pace.responsiveness }
        set { pace.responsiveness = newValue }
    }

    /// The record as a store inserts it, with the time of its creation.
    ///
    /// - Parameters:
    ///   - now: the store's wall time.
    ///   - isTaken: whether the scope has a webhook of this id.
    ///   - count: how many webhooks the scope has.
    ///   - limit: how many it may have.
    /// - Throws: ``StoreError/Code/conflict`` when the id is taken, else ``StoreError/Code/limit`` when
    ///   the scope is full.
    public func created(
        at now: Timestamp,
        isTaken: Bool,
        count: Int,
        limit: Int
    ) throws(StoreError) -> WebhookRecord {
        guard !isTaken else { throw .idTaken(id) }
        guard count < limit else { throw .tooManyWebhooks(count) }
        var record = self
        record.webhook.createdAt = now
        record.webhook.modifiedAt = now
        return record
    }
}
