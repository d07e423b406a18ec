/// Why an event was refused before anything was stored.
public struct PublishError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of refusal.
    public enum Code: Sendable, Hashable {
        /// The catalog does not know the type (E-3).
        case unknownType
        /// The data is not JSON that WebhookKit accepts (E-4).
        case invalidJSON
        /// The data is larger than the configured limit (E-8).
        case tooLarge
        /// The idempotency key is empty or longer than 256 bytes.
        case invalidIdempotencyKey
        /// The catalog has no example of the type to send as a test.
        case noExample
        /// More events in one call than ``WebhookLimits/eventsPerCall`` allows.
        case tooManyEvents
    }

    /// What kind of refusal.
    public let code: Code

    /// The index of the draft in the call.
    public let index: Int

    /// What is wrong and what to do, for people.
    public let message: String

    /// The place and the message.
    public var description: String { "events[\(index)]: \(message)" }
}
