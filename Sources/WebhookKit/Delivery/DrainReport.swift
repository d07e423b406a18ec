/// What a run of deliveries did; see ``WebhookService/drain()``.
public struct DrainReport: Sendable, Hashable {
    /// Attempts made and recorded.
    public var attempts = 0
    /// Deliveries answered with 2xx.
    public var delivered = 0
    /// Failed attempts that are tried again later.
    public var retrying = 0
    /// Deliveries given up.
    public var failed = 0
    /// Deliveries given back without a result that counts: shutdown, or trouble of our own.
    public var released = 0
    /// Results that came under a stale lease.
    public var fenced = 0
    /// Notices handed to the notifier.
    public var notices = 0
    /// The time until the next delivery is due; nil when nothing waits.
    public var nextDue: Duration?

    /// Nothing done.
    public init() {}
}
