extension WebhookService {
    /// How a service works; every property has a default that suits a server.
    public struct Configuration: Sendable {
        /// The policy of webhooks that have none of their own.
        public var policy: DeliveryPolicy = .oneHourThenDeactivate

        /// The event types that may be published and subscribed to.
        public var catalog: EventCatalog = .default

        /// Where requests may go; public addresses over https.
        public var destination: DestinationPolicy = .publicOnly

        /// Sizes and counts.
        public var limits = WebhookLimits()

        /// The most attempts in flight in this process, 1 to 10,000; 256.
        ///
        /// Webhooks that do not answer share a quarter of them (D-10).
        public var concurrency = 256

        /// The most attempts in flight to a webhook that sets no limit, over all processes; 4.
        public var webhookConcurrency = 4

        /// How long events stay readable; 24 h. One second to ten years.
        public var recoveryWindow: Duration = .seconds(86400)

        /// How long shutdown waits for attempts in flight; the policy's deadline when nil.
        /// Zero to one day.
        public var shutdownGrace: Duration?

        /// The longest time between two looks at the store when nothing is known to be due, so that
        /// what other processes publish is seen; 1 s, spread by chance. 10 ms to one hour.
        public var pollInterval: Duration = .seconds(1)

        /// Headers whose values the log masks, of requests and of responses, besides Authorization,
        /// cookies and the extra headers of a webhook.
        public var maskedHeaders: Set<String> = []

        /// How many hosts that answered the last time must fall silent, while nothing comes back from
        /// anywhere, until the sender takes itself rather than them for out of reach; 5.
        ///
        /// They must be of three tenants, or four times as many (D-16). 2 to 10,000; nil switches
        /// it off: then every silent receiver counts, and the operators get no such notice.
        public var hostsForSuspicion: Int? = 5
        /// Extra headers whose values are no secrets, in any case: the log shows them. All other
        /// extra headers may hold a key of the receiver and are masked (L-5).
        public var harmlessHeaders: Set<String> = ["accept", "content-type", "user-agent"]

        /// How API tokens work; see ``WebhookService/tokens(in:as:)``.
        public var tokens = TokenService.Configuration()

        /// Whose API Users are told when the sender itself is suspect.
        public var operators: Scope = .default

        /// The defaults.
        public init() {}

        func validate() throws(FieldError) {
            try policy.validate()
            try Self.check((1...10_000).contains(concurrency), "concurrency", "use 1 to 10,000")
            try Self.check(
                (1...1000).contains(webhookConcurrency),
                "webhookConcurrency",
                "use 1 to 1,000"
            )
            try Self.check(
                (.seconds(1) ... .seconds(3650 * 86400)).contains(recoveryWindow),
                "recoveryWindow",
                "use one second to ten years"
            )
            try Self.check(
                (.milliseconds(10) ... .seconds(3600)).contains(pollInterval),
                "pollInterval",
                "use 10 ms to one hour"
            )
            try Self.check(
                (.zero ... .seconds(86400)).contains(shutdownGrace ?? .zero),
                "shutdownGrace",
                "use zero to one day"
            )
            try Self.check(
                (2...10_000).contains(hostsForSuspicion ?? 2),
                "hostsForSuspicion",
                "use 2 to 10,000, or nil for never"
            )
            try limits.validate()
            do throws(FieldError) { try tokens.validate() } catch { throw error.inField("tokens") }
        }

        private static func check(
            _ isFine: Bool,
            _ field: String,
            _ message: String
        ) throws(FieldError) {
            if !isFine { throw FieldError(field, message) }
        }
    }
}

extension WebhookLimits {
    func validate() throws(FieldError) {
        let counts = [
            ("webhooksPerScope", webhooksPerScope), ("typesPerWebhook", typesPerWebhook),
            ("eventBytes", eventBytes), ("largeEventBytes", largeEventBytes),
            ("eventsPerCall", eventsPerCall), ("logEvents", logEvents),
        ]
        for (field, count) in counts where count < 1 {
            throw FieldError("limits.\(field)", "use 1 or more")
        }
        for (field, count) in [
            ("responseBytesRead", responseBytesRead), ("responseBytesKept", responseBytesKept),
        ] where count < 0 {
            throw FieldError("limits.\(field)", "use 0 or more")
        }
    }
}
