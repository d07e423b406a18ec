/// Why a text is not the URL of a webhook (W-3, S-4).
///
/// Nothing of the refused text is repeated here, because it may hold a password.
public struct WebhookURLError: Error, Sendable, Hashable {
    /// A part of a URL.
    public enum Part: String, Sendable, Hashable {
        /// The whole text, when its length is the trouble.
        case length
        /// The `https` before the `://`.
        case scheme
        /// A `user:password@` before the host, which has no place here.
        case userinfo
        /// The host name or address.
        case host
        /// The number after the host.
        case port
        /// What follows the host up to the `?`.
        case path
        /// What follows the `?`.
        case query
        /// What follows a `#`, which has no place here.
        case fragment
    }

    /// The part that is wrong.
    public let part: Part

    /// What is wrong with it and what to do, as whole sentences for people.
    public let message: String

    init(_ part: Part, _ message: String) {
        self.part = part
        self.message = message
    }
}

extension WebhookURLError: CustomStringConvertible {
    /// The part and the message.
    public var description: String {
        "Invalid webhook URL (\(part.rawValue)): \(message)"
    }
}
