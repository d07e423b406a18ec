/// Why a value is refused: the field at fault, what is wrong with it and what to do (W-9).
///
/// The one error of all that checks what it is given: drafts of webhooks and events, policies and
/// configurations, URLs, headers, secrets, ids and names. Nothing has changed when it is thrown. No
/// message holds a secret, and none repeats a text that may be one.
public struct FieldError: Error, Sendable, Hashable {
    /// What a program may act on, where showing the message is not enough.
    ///
    /// There may be more of them in a later version: compare with `==`, and take one that you do not
    /// know as ``invalid``. Checks of a host's own take one of these: what a program of the host's is to
    /// act on besides is better an error of the host's.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The code's name, such as `pingFailed`.
        public let description: String

        private init(_ name: String) {
            description = name
        }

        /// The field is out of bounds or malformed; the message says what it may be.
        public static let invalid = Code("invalid")

        /// The catalog does not know the event type; the message names the nearest one (E-3).
        public static let unknownType = Code("unknownType")

        /// The data of an event, or the events of one call, are more than the limits allow (E-8).
        public static let tooLarge = Code("tooLarge")

        /// The URL is not allowed as a destination (S-1).
        public static let blockedDestination = Code("blockedDestination")

        /// The URL did not answer the ping with 2xx (W-4); ``FieldError/failure`` says more.
        public static let pingFailed = Code("pingFailed")

        /// The owner is not an active user of the organization.
        public static let inactiveOwner = Code("inactiveOwner")
    }

    /// The path of the field: `name`, `url.host`, `headers[3].value`, `policy.gaps[2]` or
    /// `events[3].data`; indices count from 0.
    public let field: String

    /// The sort of refusal.
    public let code: Code

    /// What is wrong and what to do, for people.
    public let message: String

    /// What the ping met, when that is why (W-4).
    public let failure: AttemptFailure?

    /// Makes an error; for publishers, transports and checks of a host's own, and for their tests.
    ///
    /// - Parameters:
    ///   - field: The path of the field.
    ///   - message: What is wrong and what to do; without secrets.
    ///   - code: ``Code/invalid`` unless a program is to act on it.
    ///   - failure: What a ping met.
    public init(
        _ field: String,
        _ message: String,
        code: Code = .invalid,
        failure: AttemptFailure? = nil
    ) {
        self.field = field
        self.message = message
        self.code = code
        self.failure = failure
    }

    /// The same refusal as a larger value sees it, in which the checked one is a field.
    ///
    /// - Parameter outer: The path of the checked value, such as `events[3]`.
    public func inField(_ outer: String) -> FieldError {
        let separator = field.first == "[" ? "" : "."
        return FieldError(outer + separator + field, message, code: code, failure: failure)
    }
}

extension FieldError: CustomStringConvertible {
    /// The field and the message.
    public var description: String { "\(field): \(message)" }
}
