public import WebhookKit

extension TransportConformance {
    /// What a check wants of its transport.
    ///
    /// The certificates are made for the check and good for two days; the keys are no secrets.
    public struct Setup: Sendable {
        /// TLS settings, beside what the transport does by itself.
        public struct TLS: Sendable, Hashable {
            /// PEM text of an authority to trust; nil for none but the system's.
            public var authority: String?
            /// PEM text of the client certificate to show; nil for none.
            public var clientCertificate: String?
            /// PEM text of the key to it; nil for none.
            public var clientKey: String?

            init(authority: String? = nil) {
                self.authority = authority
            }
        }

        /// The settings of every request for which ``tlsByWebhook`` has none.
        public var tls = TLS()

        /// The settings by `TransportRequest/webhookID`; empty in all checks but that of sharing.
        public var tlsByWebhook: [Webhook.ID: TLS] = [:]
    }
}
