extension WebhookRecord {
    /// What people choose about a webhook, with its secrets: all of a record that only
    /// ``WebhookStore/update(_:)`` changes.
    public struct Configuration: Sendable, Hashable {
        /// Names the webhook for ever.
        public let id: Webhook.ID

        /// The tenant it belongs to.
        public let scope: Scope

        /// What people choose.
        public var settings: Webhook.Settings

        /// When it was created, by the store's clock.
        public var createdAt: Timestamp

        /// When it was last edited, by the store's clock.
        public var modifiedAt: Timestamp

        /// Raised by every edit (W-10).
        public var revision: Int

        /// Signing secrets and password, sealed by the host's ``SecretCipher``.
        public var secrets: SealedSecrets

        /// Which waiting deliveries edits have dropped (W-7).
        public var dropped: DroppedTypes
    }

    /// What people choose, with the secrets.
    public var configuration: Configuration {
        Configuration(
            id: webhook.id,
            scope: webhook.scope,
            settings: webhook.settings,
            createdAt: webhook.createdAt,
            modifiedAt: webhook.modifiedAt,
            revision: webhook.revision,
            secrets: secrets,
            dropped: dropped
        )
    }

    /// Puts together what a store has read of its parts; nothing is checked.
    ///
    /// - Parameters:
    ///   - configuration: what people choose.
    ///   - health: whether it is sent to.
    ///   - pace: how fast.
    ///   - skippedEvents: the events that came while it was inactive.
    public init(
        restoring configuration: Configuration,
        health: WebhookHealth,
        pace: Pace = Pace(),
        skippedEvents: Int = 0
    ) {
        self.init(
            webhook: Webhook(
                id: configuration.id,
                scope: configuration.scope,
                settings: configuration.settings,
                createdAt: configuration.createdAt,
                modifiedAt: configuration.modifiedAt,
                revision: configuration.revision,
                health: health
            ),
            secrets: configuration.secrets
        )
        dropped = configuration.dropped
        self.pace = pace
        self.skippedEvents = skippedEvents
    }
}

extension WebhookRecord.Configuration: Codable {
    private enum CodingKeys: CodingKey {
        case id, scope, createdAt, modifiedAt, revision, secrets, dropped
    }

    /// Reads a configuration whose settings stand beside its other fields, or that of a whole record of
    /// an earlier version.
    public init(from decoder: any Decoder) throws {
        if let former = try FormerRecord(ifIn: decoder) {
            self = former.record.configuration
            return
        }
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            id: try values.decode(Webhook.ID.self, forKey: .id),
            scope: try values.decode(Scope.self, forKey: .scope),
            settings: try Webhook.Settings(from: decoder),
            createdAt: try values.decode(Timestamp.self, forKey: .createdAt),
            modifiedAt: try values.decode(Timestamp.self, forKey: .modifiedAt),
            revision: try values.decode(Int.self, forKey: .revision),
            secrets: try values.decode(SealedSecrets.self, forKey: .secrets),
            dropped: try values.decode(DroppedTypes.self, forKey: .dropped)
        )
    }

    /// Writes the settings beside the other fields.
    public func encode(to encoder: any Encoder) throws {
        try settings.encode(to: encoder)
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(id, forKey: .id)
        try values.encode(scope, forKey: .scope)
        try values.encode(createdAt, forKey: .createdAt)
        try values.encode(modifiedAt, forKey: .modifiedAt)
        try values.encode(revision, forKey: .revision)
        try values.encode(secrets, forKey: .secrets)
        try values.encode(dropped, forKey: .dropped)
    }
}
