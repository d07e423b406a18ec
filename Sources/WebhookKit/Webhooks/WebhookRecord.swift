/// A webhook as its store keeps it.
///
/// Stores treat it as one value: they may index what they need and keep the rest as JSON. They
/// change it only by the pure steps of the core, ``WebhookChange`` and ``Settlement``.
public struct WebhookRecord: Sendable, Hashable, Codable, Identifiable {
    /// What people see.
    public var webhook: Webhook

    /// Signing secrets and password, sealed by the host's ``SecretCipher``.
    public var secrets: SealedSecrets

    /// Which waiting deliveries edits have dropped.
    public var dropped: DroppedTypes

    /// The events that came while it was inactive: a count, no rows.
    public var skippedEvents: Int

    /// When the next delivery may begin under the rate limit, by the store's clock.
    public var nextStart: Timestamp?

    /// The part of a millisecond that belongs to ``nextStart``.
    public var startRest: Duration

    /// How promptly its receiver has been answering (D-10).
    public var responsiveness: Responsiveness

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
        self.responsiveness = responsiveness
        self.webhook = webhook
        self.secrets = secrets
        dropped = DroppedTypes()
        skippedEvents = 0
        nextStart = nil
        startRest = .zero
    }

    /// Reads a record, also one of before ``responsiveness`` was kept: that webhook is taken for
    /// prompt until it shows otherwise.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        webhook = try container.decode(Webhook.self, forKey: .webhook)
        secrets = try container.decode(SealedSecrets.self, forKey: .secrets)
        dropped = try container.decode(DroppedTypes.self, forKey: .dropped)
        skippedEvents = try container.decode(Int.self, forKey: .skippedEvents)
        nextStart = try container.decodeIfPresent(Timestamp.self, forKey: .nextStart)
        startRest = try container.decode(Duration.self, forKey: .startRest)
        responsiveness =
            try container.decodeIfPresent(Responsiveness.self, forKey: .responsiveness) ?? .prompt
    }

    /// The webhook's id.
    public var id: Webhook.ID { webhook.id }

    /// The webhook's health.
    public var health: WebhookHealth {
        get { webhook.health }
        set { webhook.health = newValue }
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

/// Secrets in the form the host's ``SecretCipher`` gave them; never shown.
public struct SealedSecrets: Sendable, Hashable, Codable {
    /// What the cipher gave: ciphertext, or, with no cipher configured, the plain form.
    public let bytes: [UInt8]

    /// Takes what a store has read.
    public init(bytes: [UInt8]) {
        self.bytes = bytes
    }
}

extension SealedSecrets: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// A mask.
    public var description: String { "SealedSecrets(…)" }
    /// A mask.
    public var debugDescription: String { description }
    /// Nothing.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
