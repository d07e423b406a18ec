/// What an application shows to use the host's API: it belongs to one user and one scope (T-1).
///
/// Holds nothing secret: the text that authenticates is a ``TokenSecret``, given out once, of which
/// ``TokenRecord`` keeps a digest.
@dynamicMemberLookup
public struct Token: Sendable, Hashable, Identifiable, Codable {
    /// The id of a token.
    public typealias ID = Identifier<Token>

    /// Names the token for ever.
    public let id: ID

    /// The tenant it belongs to; it is refused everywhere else.
    public let scope: Scope

    /// The user it belongs to; nil for the host's own. It works as long as that user is active.
    public let owner: User.ID?

    /// What people choose.
    public internal(set) var settings: Settings

    /// When it was made.
    public let createdAt: Timestamp

    /// When it authenticated the last time, to five minutes; nil when it never has (T-2).
    public internal(set) var lastUsedAt: Timestamp?

    /// Why and since when it is switched off; nil while it is not.
    public internal(set) var deactivation: Deactivation?

    /// The token that it was made to follow (T-8).
    public let predecessor: ID?

    /// The token that takes over from it, and when it stops itself; nil when it was not rotated.
    public internal(set) var succession: Succession?

    init(
        id: ID,
        scope: Scope,
        owner: User.ID?,
        settings: Settings,
        createdAt: Timestamp,
        predecessor: ID? = nil
    ) {
        self.id = id
        self.scope = scope
        self.owner = owner
        self.settings = settings
        self.createdAt = createdAt
        self.predecessor = predecessor
    }

    /// Reads one of the ``settings``.
    public subscript<Value>(dynamicMember setting: KeyPath<Settings, Value>) -> Value {
        settings[keyPath: setting]
    }
}

extension Token: IdentifierSubject {
    /// `tok`.
    public static var identifierPrefix: String { "tok" }
}

extension Token {
    /// Why a token was switched off.
    public struct Deactivation: Sendable, Hashable, Codable {
        /// When.
        public let at: Timestamp
        /// Who or what did it.
        public let reason: Reason

        /// Who or what switches tokens off.
        public enum Reason: String, Sendable, Hashable, Codable {
            /// Somebody who manages the scope's tokens.
            case manual
            /// Its owner's account was deactivated.
            case ownerDeactivated
        }
    }

    /// What follows on a token that was rotated.
    public struct Succession: Sendable, Hashable, Codable {
        /// The token that takes over.
        public let successor: ID
        /// When the old one stops.
        public let endsAt: Timestamp
    }

    /// Whether a token works, and if not, why.
    public enum Status: Sendable, Hashable {
        /// It authenticates.
        case active
        /// It was switched off; it can be switched on again, or deleted.
        case inactive(Deactivation)
        /// Its time is over: a later ``Settings/expiresAt`` makes it work again.
        case expired
        /// Its successor has taken over.
        case superseded(by: ID)
    }

    /// Whether it works at this time.
    public func status(at time: Timestamp) -> Status {
        if let deactivation { return .inactive(deactivation) }
        if let succession, succession.endsAt <= time {
            return .superseded(by: succession.successor)
        }
        if let end = settings.expiresAt, end <= time { return .expired }
        return .active
    }
}
