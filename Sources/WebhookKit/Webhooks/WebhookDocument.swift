/// A webhook as the JSON resource that other systems exchange (W-8).
///
/// It can hold the signing secret, whose type masks itself, and is therefore not Codable: ``json``
/// and ``init(json:catalog:)`` are the only ways in and out.
public struct WebhookDocument: Sendable, Hashable {
    /// The webhook's id; documents of other systems may hold any text.
    public let id: String

    /// Where events go, as it was written; checked when a draft of it is saved.
    public let url: String

    /// The event types, in the catalog's order or as they were read.
    public let events: [EventType]

    /// The signing secret; present only right after creation or rotation.
    public let secret: SigningSecret?

    /// Whether events are queued for the webhook; true also while it is paused, nil if not told.
    public let isActive: Bool?

    /// When it was created; nil if not told.
    public let createdAt: Timestamp?

    /// When it was last edited; nil if not told.
    public let modifiedAt: Timestamp?

    /// Shows a webhook.
    ///
    /// - Parameters:
    ///   - webhook: the webhook to show.
    ///   - secret: give it only right after creation or rotation.
    ///   - catalog: names all types for a webhook that takes all, and orders them.
    public init(_ webhook: Webhook, secret: SigningSecret? = nil, catalog: EventCatalog) {
        id = webhook.id.string
        url = webhook.url.string
        let known = catalog.entries.map(\.type)
        switch webhook.events {
        case .all: events = known
        case .types(let types):
            events = known.filter(types.contains) + types.subtracting(known).sorted()
        }
        self.secret = secret
        isActive = webhook.health.queuesEvents
        createdAt = webhook.createdAt
        modifiedAt = webhook.modifiedAt
    }

    init(
        id: String,
        url: String,
        events: [EventType],
        secret: SigningSecret?,
        isActive: Bool?,
        createdAt: Timestamp?,
        modifiedAt: Timestamp?
    ) {
        self.id = id
        self.url = url
        self.events = events
        self.secret = secret
        self.isActive = isActive
        self.createdAt = createdAt
        self.modifiedAt = modifiedAt
    }

    /// A draft that creates such a webhook here; id, state and times are not part of it.
    ///
    /// It names its types one by one, also where the document came from a webhook that takes all.
    ///
    /// - Parameters:
    ///   - name: what people call the webhook here.
    ///   - signature: has to suit the secret: a text without `whsec_` needs another scheme than the
    ///     default.
    public func draft(
        name: String,
        signature: SignatureScheme = .standardWebhooks
    ) -> WebhookDraft {
        WebhookDraft(
            name: name,
            url: url,
            events: .types(Set(events)),
            secret: secret,
            signature: signature
        )
    }
}
