/// Something the API Users of an organization, or the host's operators, should know.
///
/// Stored in the same atomic step as what it tells of; handed to the ``Notifier`` at least once.
public struct Notice: Sendable, Hashable, Identifiable {
    /// The id of a notice: the same for the same webhook, outage and kind, so that it is stored once.
    public typealias ID = Identifier<Notice>

    /// Use it to drop repetitions.
    public let id: ID

    /// The tenant that is told; for the sender's own trouble, the operators' scope.
    public let scope: Scope

    /// What it tells.
    public internal(set) var kind: Kind

    /// The webhook as it was then; nil for the sender's own trouble. For secrets that cannot be read
    /// it is one of those webhooks, and may be of another scope than the notice.
    public let webhook: Subject?

    /// When it happened, by the store's clock.
    public let at: Timestamp

    /// What a notice tells.
    public enum Kind: Sendable, Hashable {
        /// Half of the rounds of one delivery have failed.
        case failing(Outage)
        /// The webhook has been deactivated without anybody asking for it.
        case deactivated(Deactivation)
        /// A webhook that had been deactivated automatically is active again.
        case reactivated(Deactivation)
        /// A delivery of the webhook was parked: it waits for somebody to resume or drop it (D-13).
        /// One a webhook and day, however many are parked.
        case parked(ParkedDelivery)
        /// Nothing comes back from anywhere: the sender itself is suspect (D-16).
        case senderSuspect(SenderOutage)
        /// The secrets of a webhook, and perhaps of others, have not been readable for ten minutes:
        /// nothing is sent to them, and nothing is given up.
        case secretsUnreadable(SecretOutage)
    }

    /// The webhook a notice is about.
    public struct Subject: Sendable, Hashable, Codable {
        /// Its id.
        public let id: Webhook.ID
        /// Its name.
        public let name: String
        /// Its URL.
        public let url: WebhookURL

        /// Names a webhook.
        public init(id: Webhook.ID, name: String, url: WebhookURL) {
            self.id = id
            self.name = name
            self.url = url
        }
    }

    /// What is known when secrets cannot be opened or used.
    public struct SecretOutage: Sendable, Hashable, Codable {
        /// How many webhooks the process that noticed it cannot send to.
        public let webhooks: Int
        /// When that began for the webhook of the notice.
        public let since: Timestamp
        /// What the cipher did, without anything secret.
        public let detail: String

        /// Puts together what is known.
        public init(webhooks: Int, since: Timestamp, detail: String) {
            self.webhooks = webhooks
            self.since = since
            self.detail = detail
        }
    }

    /// What is known when the sender itself is suspect.
    public struct SenderOutage: Sendable, Hashable, Codable {
        /// How many hosts have fallen silent; one suffices where the system says that there is no network.
        public let hosts: Int
        /// The latest failure.
        public let lastFailure: AttemptFailure

        /// Puts together what is known.
        public init(hosts: Int, lastFailure: AttemptFailure) {
            self.hosts = hosts
            self.lastFailure = lastFailure
        }
    }

    /// Puts together what a store has read; nothing is checked.
    ///
    /// - Parameters:
    ///   - id: its id, as it was stored.
    ///   - scope: the tenant that is told.
    ///   - kind: what it tells.
    ///   - webhook: the webhook as it was then.
    ///   - at: when it happened.
    public init(restoring id: ID, scope: Scope, kind: Kind, webhook: Subject?, at: Timestamp) {
        self.id = id
        self.scope = scope
        self.kind = kind
        self.webhook = webhook
        self.at = at
    }
}

extension Notice: IdentifierSubject {
    /// `ntc`.
    public static var identifierPrefix: String { "ntc" }
}
