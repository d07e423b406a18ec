/// Why a name is not taken as an event type.
public struct EventTypeError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The sort of refusal.
    public enum Reason: Sendable, Hashable {
        /// The name breaks the rules of ``EventType/init(_:)``.
        case malformed
        /// The catalog does not know the name; `nearest` is the most similar one that it knows.
        case unknown(EventType, nearest: EventType?)
        /// The name is WebhookKit's own and cannot be subscribed to or published.
        case reserved(EventType)
    }

    /// Why the name was refused.
    public let reason: Reason

    static let malformed = EventTypeError(reason: .malformed)

    /// Says what is wrong and what to do; a malformed name is not repeated.
    public var description: String {
        switch reason {
        case .malformed:
            "event type: use 1 to 256 characters of A-Z, a-z, 0-9, _, . and -, "
                + "with single dots inside, as in CONVERSATION_CREATED or invoice.paid"
        case .unknown(let type, let nearest?):
            "event type: the catalog does not know \(type); did you mean \(nearest)?"
        case .unknown(let type, nil):
            "event type: the catalog does not know \(type); add it to the catalog"
        case .reserved(let type):
            "event type: \(type) is sent by WebhookKit itself; use another name"
        }
    }
}
