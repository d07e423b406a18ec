/// Why a webhook was not saved; nothing has changed.
public struct WebhookError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of refusal.
    public enum Code: Sendable, Hashable {
        /// A field is out of bounds.
        case invalid
        /// The URL is not allowed as a destination (S-1).
        case blockedDestination
        /// The URL did not answer the ping with 2xx (W-4).
        case pingFailed
        /// The owner is not an active user of the organization.
        case inactiveOwner
    }

    /// What kind of refusal.
    public let code: Code

    /// The field, such as `name`, `headers[3].value` or `policy.gaps[2]`.
    public let field: String

    /// What is wrong and what to do.
    public let message: String

    /// What the ping met, when it failed.
    public let failure: AttemptFailure?

    init(_ code: Code, _ field: String, _ message: String, failure: AttemptFailure? = nil) {
        self.code = code
        self.field = field
        self.message = message
        self.failure = failure
    }

    /// The field and the message.
    public var description: String { "\(field): \(message)" }
}
