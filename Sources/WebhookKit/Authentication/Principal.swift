/// Who a request comes from: a token that was right, with what it stands for (T-7).
public struct Principal: Sendable, Hashable {
    /// The token.
    public let tokenID: Token.ID
    /// The tenant.
    public let scope: Scope
    /// The user whom the token belongs to; nil for the host's own.
    public let owner: User.ID?
    /// What it may do.
    public let permissions: Token.Permissions

    /// Puts one together; for tests of a host's own handlers.
    public init(
        tokenID: Token.ID,
        scope: Scope,
        owner: User.ID? = nil,
        permissions: Token.Permissions = .all
    ) {
        self.tokenID = tokenID
        self.scope = scope
        self.owner = owner
        self.permissions = permissions
    }

    init(_ token: Token) {
        self.init(
            tokenID: token.id,
            scope: token.scope,
            owner: token.owner,
            permissions: token.permissions
        )
    }

    /// Lets pass what may do this.
    ///
    /// - Throws: ``MissingPermission``, whose response is 403.
    public func require(_ permission: Token.Permission) throws(MissingPermission) {
        guard permissions.contains(permission) else {
            throw MissingPermission(permission: permission)
        }
    }
}
