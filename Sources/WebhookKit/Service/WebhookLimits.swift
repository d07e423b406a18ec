/// The sizes and counts that WebhookKit holds its callers to.
public struct WebhookLimits: Sendable, Hashable {
    /// Webhooks in a scope; 50.
    public var webhooksPerScope = 50

    /// Event types named by a webhook; 100.
    public var typesPerWebhook = 100

    /// Bytes of an event's data; 256 KiB.
    public var eventBytes = 256 * 1024

    /// Bytes of an event's data from which on the observer gets a hint; 20 KiB.
    public var largeEventBytes = 20 * 1024

    /// Events in one `publishAll`; 1,000.
    public var eventsPerCall = 1000

    /// Bytes of a response's body that are read; 64 KiB.
    public var responseBytesRead = 64 * 1024

    /// Bytes of a response's body that the log keeps; 16 KiB.
    public var responseBytesKept = 16 * 1024

    /// Events that a webhook's log keeps; 100.
    public var logEvents = 100

    /// The defaults.
    public init() {}
}
