extension Webhook {
    /// What people choose about a webhook, checked: all that an edit replaces.
    ///
    /// ``WebhookDraft`` is its unchecked form, as people write it.
    public struct Settings: Sendable, Hashable, Codable {
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

        /// Puts checked settings together.
        package init(
            name: String,
            url: WebhookURL,
            events: EventSelection,
            signature: SignatureScheme = .standardWebhooks,
            headers: ExtraHeaders = ExtraHeaders(),
            bodyForm: BodyForm = .envelope,
            policy: DeliveryPolicy? = nil,
            flow: DeliveryFlow = DeliveryFlow(),
            isExempt: Bool = false,
            owner: User.ID? = nil
        ) {
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
        }
    }
}
