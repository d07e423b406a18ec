/// A person or an integration's account, owned by the host.
public struct User: Sendable, Hashable, Identifiable {
    /// The id of a user, as the host writes it.
    public typealias ID = Identifier<User>

    /// The host's id.
    public let id: ID

    /// Where notices go.
    @ExactText public var email: String

    /// What the user may do.
    public var roles: Set<Role>

    /// Whether the account is in use.
    public var isActive: Bool

    /// Describes a user of the host.
    public init(id: ID, email: String, roles: Set<Role> = [.apiUser], isActive: Bool = true) {
        self.id = id
        self.email = email
        self.roles = roles
        self.isActive = isActive
    }

    /// Whether the user may manage webhooks and tokens and is told of deactivations.
    public var isActiveAPIUser: Bool {
        isActive && roles.contains(.apiUser)
    }
}

extension User: IdentifierSubject {
    /// `usr`.
    public static var identifierPrefix: String { "usr" }
}

/// What a user may do; an open set, of which WebhookKit knows one.
public struct Role: Sendable, Hashable {
    /// The host's name of the role.
    @ExactText public private(set) var name: String

    /// Names a role.
    public init(_ name: String) {
        self.name = name
    }

    /// May manage tokens and webhooks and is told of deactivations.
    public static let apiUser = Role("API User")
}
