/// A webhook to be created, or the edited form of one: everything that people choose.
///
/// Holds secrets in masked types and is not Codable.
public struct WebhookDraft: Sendable, Hashable {
    /// What people call it; 1 to 200 UTF-8 bytes.
    @ExactText public var name: String

    /// Where events go: https, or http where the destination policy allows it; 2,048 bytes.
    @ExactText public var url: String

    /// Which events it gets.
    public var events: EventSelection

    /// The signing secret; made by WebhookKit when nil. Bring your own when the receiver must be able
    /// to verify the ping already. Ignored by edits: see ``Webhooks/rotateSecret(of:to:overlap:switchAt:)``.
    public var secret: SigningSecret?

    /// How requests are signed; Standard Webhooks by default.
    public var signature: SignatureScheme

    /// Basic authentication at the receiver (W-5).
    ///
    /// An edit that moves ``url`` to another scheme, host or port must set it again, be it to nil or to
    /// the same value: what one receiver was trusted with goes to no other by itself (W-7).
    public var credentials: BasicCredentials? {
        didSet { given.credentials = true }
    }

    /// Sent with every request; at most 64 (W-6). To be set again as ``credentials`` are; a change in
    /// place counts as such.
    public var headers: [HeaderField] {
        didSet { given.headers = true }
    }

    /// What the request's body is.
    public var bodyForm: Webhook.BodyForm

    /// Its own delivery policy; the service's when nil.
    public var policy: DeliveryPolicy?

    /// How fast, how parallel, in which order.
    public var flow: DeliveryFlow

    /// Exempt webhooks are never deactivated by failures; only the host may set it.
    public var isExempt: Bool

    /// The user it belongs to; must be active. Nil for the host's own.
    public var owner: User.ID?

    /// Which of the fields that another receiver must not get by itself have been set since the draft
    /// was made; no part of what the draft says.
    private(set) var given = Given()

    struct Given: Sendable, Hashable {
        var credentials = false
        var headers = false

        static func == (lhs: Given, rhs: Given) -> Bool { true }
        func hash(into hasher: inout Hasher) {}
    }

    /// Drafts a webhook; it is checked when it is saved.
    public init(
        name: String,
        url: String,
        events: EventSelection,
        secret: SigningSecret? = nil,
        signature: SignatureScheme = .standardWebhooks,
        credentials: BasicCredentials? = nil,
        headers: [HeaderField] = [],
        bodyForm: Webhook.BodyForm = .envelope,
        policy: DeliveryPolicy? = nil,
        flow: DeliveryFlow = DeliveryFlow(),
        isExempt: Bool = false,
        owner: User.ID? = nil
    ) {
        self.name = name
        self.url = url
        self.events = events
        self.secret = secret
        self.signature = signature
        self.credentials = credentials
        self.headers = headers
        self.bodyForm = bodyForm
        self.policy = policy
        self.flow = flow
        self.isExempt = isExempt
        self.owner = owner
    }

    /// The draft that would save the webhook as it is.
    init(of webhook: Webhook, credentials: BasicCredentials?) {
        self.init(
            name: webhook.name,
            url: webhook.url.string,
            events: webhook.events,
            signature: webhook.signature,
            credentials: credentials,
            headers: webhook.headers.fields,
            bodyForm: webhook.bodyForm,
            policy: webhook.policy,
            flow: webhook.flow,
            isExempt: webhook.isExempt,
            owner: webhook.owner
        )
    }
}

extension WebhookDraft: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Name and URL; headers may hold keys of the receiver.
    public var description: String {
        "WebhookDraft(\(String(reflecting: name)), \(String(reflecting: url)))"
    }

    /// The same.
    public var debugDescription: String { description }

    /// Name and URL.
    public var customMirror: Mirror {
        Mirror(self, children: ["name": name, "url": url])
    }
}
