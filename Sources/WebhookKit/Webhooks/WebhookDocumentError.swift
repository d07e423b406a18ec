/// Why bytes are not a ``WebhookDocument``.
public struct WebhookDocumentError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The field at fault, such as `events[2]`; `json` when the bytes are no JSON object.
    public let field: String

    /// What is wrong and what to do; never the value of the secret.
    public let message: String

    init(_ field: String, _ message: String) {
        self.field = field
        self.message = message
    }

    /// The field and the message.
    public var description: String { "\(field): \(message)" }
}
