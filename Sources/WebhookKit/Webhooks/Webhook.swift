/// A subscription that pushes events to a URL (W-1).
///
/// What people choose stands in ``settings``, and can be read as if it stood here: `webhook.name`.
/// Holds nothing secret: the signing secret and the password are sealed in ``WebhookRecord``.
@dynamicMemberLookup
public struct Webhook: Sendable, Hashable, Identifiable {
    /// The id of a webhook.
    public typealias ID = Identifier<Webhook>

    /// Names the webhook for ever.
    public let id: ID

    /// The tenant it belongs to.
    public let scope: Scope

    /// What people choose.
    public var settings: Settings

    /// When it was created, by the store's clock.
    public var createdAt: Timestamp

    /// When it was last edited, by the store's clock.
    public var modifiedAt: Timestamp

    /// Raised by every edit; an edit names the one it was made from (W-10).
    public var revision: Int

    /// Whether it is sent to, and what its failures have led to.
    public var health: WebhookHealth

    /// Puts a checked webhook together.
    package init(
        id: ID,
        scope: Scope,
        settings: Settings,
        createdAt: Timestamp,
        modifiedAt: Timestamp,
        revision: Int = 1,
        health: WebhookHealth = WebhookHealth()
    ) {
        self.id = id
        self.scope = scope
        self.settings = settings
        self.createdAt = createdAt
        self.modifiedAt = modifiedAt
        self.revision = revision
        self.health = health
    }

    /// Reads and writes one of the ``settings``.
    @inlinable
    public subscript<Value>(dynamicMember setting: WritableKeyPath<Settings, Value>) -> Value {
        get { settings[keyPath: setting] }
        set { settings[keyPath: setting] = newValue }
    }

    /// What a request's body is (E-5).
    public enum BodyForm: String, Sendable, Hashable, Codable {
        /// `{"id","type","timestamp","data"}`.
        case envelope
        /// The data alone: the same stored bytes, only that slice of them.
        case data
    }
}

extension Webhook: IdentifierSubject {
    /// `wh`.
    public static var identifierPrefix: String { "wh" }
}

extension Webhook: Codable {
    private enum CodingKeys: String, CodingKey {
        case id, scope, createdAt, modifiedAt, revision, health
    }

    /// Reads a webhook whose settings stand beside its other fields.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            id: try container.decode(ID.self, forKey: .id),
            scope: try container.decode(Scope.self, forKey: .scope),
            settings: try Settings(from: decoder),
            createdAt: try container.decode(Timestamp.self, forKey: .createdAt),
            modifiedAt: try container.decode(Timestamp.self, forKey: .modifiedAt),
            revision: try container.decode(Int.self, forKey: .revision),
            health: try container.decode(WebhookHealth.self, forKey: .health)
        )
    }

    /// Writes the settings beside the other fields.
    public func encode(to encoder: any Encoder) throws {
        try settings.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(scope, forKey: .scope)
        try container.encode(createdAt, forKey: .createdAt)
        try container.encode(modifiedAt, forKey: .modifiedAt)
        try container.encode(revision, forKey: .revision)
        try container.encode(health, forKey: .health)
    }
}
