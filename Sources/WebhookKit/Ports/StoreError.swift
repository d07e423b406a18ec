/// What a store could not do, in terms that the dispatcher can tell apart (B-6).
///
/// Custom stores make these with the static functions. Whatever else a store throws is treated as
/// ``Code/unavailable``.
public struct StoreError: Error, Sendable, CustomStringConvertible {
    /// The kinds of trouble.
    ///
    /// There may be more of them in a later version: compare with `==`, and take one that you do not
    /// know as ``unavailable``.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The code's name, such as `busy`.
        public let description: String

        private init(_ name: String) {
            description = name
        }

        /// Another process or a lock is in the way; trying again later helps.
        public static let busy = Code("busy")
        /// No space left; nothing was stored.
        public static let full = Code("full")
        /// What is stored cannot be read; the message names the place.
        public static let damaged = Code("damaged")
        /// A stale revision, or an id that is taken already; nothing was stored.
        public static let conflict = Code("conflict")
        /// The idempotency key has published other bytes before; nothing was stored.
        public static let keyReused = Code("keyReused")
        /// A limit, such as 50 webhooks a scope, would be passed; nothing was stored.
        public static let limit = Code("limit")
        /// No such webhook, event or delivery in that scope.
        public static let notFound = Code("notFound")
        /// A row's name or value breaks its bounds, or a step touches a row that it has not named;
        /// nothing was stored.
        public static let invalidRow = Code("invalidRow")
        /// It may or may not be stored: try again with the same idempotency key.
        public static let outcomeUnknown = Code("outcomeUnknown")
        /// The store does not work now, or not at all; nothing was stored.
        public static let unavailable = Code("unavailable")
    }

    /// What kind of trouble.
    public let code: Code

    /// What happened and what to do, for people; names the file or the place.
    public let message: String

    /// What the system or the database said.
    public let cause: (any Error)?

    /// Makes an error of any kind.
    public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// What a store threw, in the core's terms.
    init(wrapping error: any Error) {
        self = error as? StoreError ?? .init(.unavailable, "\(error)", cause: error)
    }

    /// The code and the message.
    public var description: String { "\(code): \(message)" }

    /// Something else holds the store; trying again later helps.
    public static func busy(_ message: String) -> StoreError { .init(.busy, message) }
    /// There is no space left.
    public static func full(_ message: String) -> StoreError { .init(.full, message) }
    /// What is stored cannot be read.
    public static func damaged(_ message: String) -> StoreError { .init(.damaged, message) }
    /// The revision is stale or the id is taken.
    public static func conflict(_ message: String) -> StoreError { .init(.conflict, message) }
    /// A limit would be passed.
    public static func limit(_ message: String) -> StoreError { .init(.limit, message) }
    /// There is no such thing.
    public static func notFound(_ message: String) -> StoreError { .init(.notFound, message) }
    /// A row breaks its bounds, or was not named.
    public static func invalidRow(_ message: String) -> StoreError { .init(.invalidRow, message) }
    /// The idempotency key was used for something else.
    public static func keyReused(_ key: ExactText) -> StoreError {
        .init(
            .keyReused,
            "idempotencyKey \"\(key)\" has published other data before; use one key for one event"
        )
    }
}
