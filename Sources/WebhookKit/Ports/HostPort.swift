/// The ports of a service whose calls leave WebhookKit; see ``ServiceHealth/abandonedCalls``.
public enum HostPort: String, Sendable, Hashable, CaseIterable {
    /// ``SecretCipher``.
    case secretCipher
    /// ``Notifier``, with the look at the ``UserDirectory`` before it.
    case notifier
    /// ``UserDirectory``.
    case userDirectory
    /// ``HostResolver``.
    case hostResolver
    /// ``WebhookTransport``.
    case transport
    /// ``TriggerHandler``.
    case triggerHandler

    fileprivate var noun: String {
        switch self {
        case .secretCipher: "the secret cipher"
        case .notifier: "the notifier"
        case .userDirectory: "the user directory"
        case .hostResolver: "the host resolver"
        case .transport: "the transport"
        case .triggerHandler: "the handlers of triggers"
        }
    }
}

/// A port of the host did not answer in time; whether the call had an effect is not known.
///
/// The call was cancelled and left alone. Try again when the port works again;
/// ``WebhookService/health()`` tells how many calls hang.
public struct HostPortTimeout: Error, Sendable, Hashable, CustomStringConvertible {
    /// The port.
    public let port: HostPort

    /// How long was waited; zero when so many calls hang that no further one was begun.
    public let limit: Duration

    /// The port and how long was waited.
    public var description: String {
        guard limit > .zero else {
            return "too many calls of \(port.noun) hang; no further one was begun"
        }
        return "\(port.noun) did not answer within \(limit)"
    }
}
