/// A subscription that pushes events to a URL (W-1).
///
/// Holds nothing secret: the signing secret and the password are sealed in ``WebhookRecord``.
public struct Webhook: Sendable, Hashable, Codable, Identifiable {
    /// The id of a webhook.
    public typealias ID = Identifier<Webhook>

    /// Names the webhook for ever.
    public let id: ID

    /// The tenant it belongs to.
    public let scope: Scope

    /// What people call it; 1 to 200 UTF-8 bytes.
    @ExactText public var name: String

    /// Where events go.
    public var url: WebhookURL

    /// Which events it gets.
    public var events: EventSelection

    /// How requests are signed.
    public var signature: SignatureScheme

    /// Sent with every request, beside WebhookKit's own.
    public var headers: ExtraHeaders

    /// What the request's body is.
    public var bodyForm: BodyForm

    /// Its own delivery policy; the service's when nil.
    public var policy: DeliveryPolicy?

    /// How fast, how parallel, in which order.
    public var flow: DeliveryFlow

    /// Exempt webhooks are never deactivated by failures.
    public var isExempt: Bool

    /// The user it belongs to; nil when it belongs to the host.
    public var owner: User.ID?

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
        name: String,
        url: WebhookURL,
        events: EventSelection,
        signature: SignatureScheme,
        headers: ExtraHeaders,
        bodyForm: BodyForm,
        policy: DeliveryPolicy?,
        flow: DeliveryFlow,
        isExempt: Bool,
        owner: User.ID?,
        createdAt: Timestamp,
        modifiedAt: Timestamp,
        revision: Int,
        health: WebhookHealth
    ) {
        self.id = id
        self.scope = scope
        self.name = name
        self.url = url
        self.events = events
        self.signature = signature
        self.headers = headers
        self.bodyForm = bodyForm
        self.policy = policy
        self.flow = flow
        self.isExempt = isExempt
        self.owner = owner
        self.createdAt = createdAt
        self.modifiedAt = modifiedAt
        self.revision = revision
        self.health = health
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
