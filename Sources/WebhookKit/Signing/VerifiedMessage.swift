/// A request whose signature, time and form have been checked.
///
/// It holds only what was signed. Made by ``WebhookVerifier`` alone.
public struct VerifiedMessage: Sendable, Hashable {
    /// The event's id, the same on every retry; `nil` where the scheme does not sign one.
    public let id: String?

    /// When this attempt was made; `nil` where the scheme does not sign a time.
    public let timestamp: Timestamp?

    /// The very bytes that were signed.
    public let body: [UInt8]

    init(id: String?, timestamp: Timestamp?, body: [UInt8]) {
        self.id = id
        self.timestamp = timestamp
        self.body = body
    }
}
