/// What a handler is told of a call beside its data.
public struct TriggerCall: Sendable, Hashable, Identifiable {
    /// The id of a call.
    public typealias ID = Identifier<TriggerCall>

    /// Names the call; the same at every try of a durable one, so that a handler can tell repeats.
    public let id: ID

    /// The trigger that was called.
    public let trigger: Trigger.ID

    /// The tenant.
    public let scope: Scope

    /// The token that the call came with.
    public let token: Token.ID

    /// The user whom the token belongs to; nil for the host's own.
    public let owner: User.ID?

    /// When the call came.
    public let receivedAt: Timestamp

    /// Which try this is, from 1; above that only for durable triggers.
    public let attempt: Int

    /// What the caller wrote into ``Trigger/idempotencyHeader``.
    public var idempotencyKey: String? { exactKey?.string }

    let exactKey: ExactText?

    /// The request's headers, with a mask in the place of every secret.
    public let headers: [HeaderField]

    /// The body's bytes exactly as received.
    public let body: [UInt8]
}

extension TriggerCall: IdentifierSubject {
    /// `call`.
    public static var identifierPrefix: String { "call" }
}

/// What a handler throws to refuse a call for a reason that the caller may know.
///
/// Of every other error nothing goes out: the caller gets 500. A durable call that is refused is not
/// tried again.
public struct TriggerRejection: Error, Sendable, Hashable {
    /// The HTTP status, 400 to 499.
    public let status: Int
    /// A word for programs, such as `unknown_customer`.
    public let code: String
    /// What is wrong and what to do, for people.
    public let message: String

    /// Refuses a call.
    ///
    /// - Parameters:
    ///   - status: 400 to 499; 422 by default, and for any other number.
    ///   - code: a word for programs.
    ///   - message: for people; it goes out.
    public init(status: Int = 422, code: String, message: String) {
        self.status = (400...499).contains(status) ? status : 422
        self.code = code
        self.message = message
    }
}
