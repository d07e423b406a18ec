/// A token to be created: everything may be left out.
public struct TokenDraft: Sendable, Hashable {
    /// What people call it; "Token 1", "Token 2" and so on when nil.
    public var name: String? {
        get { exactName?.string }
        set { exactName = newValue.map { ExactText($0) } }
    }

    /// What it is for; 0 to 2,000 UTF-8 bytes.
    @ExactText public var description: String

    /// What it may do; everything by default.
    public var permissions: Token.Permissions

    /// When it stops; nil for never.
    public var expiresAt: Timestamp?

    /// The user it belongs to: whoever creates it, when nil. Only the host may name another one; its
    /// tokens without one belong to itself.
    public var owner: User.ID?

    private var exactName: ExactText?

    /// Drafts a token; it is checked when it is created.
    public init(
        name: String? = nil,
        description: String = "",
        permissions: Token.Permissions = .all,
        expiresAt: Timestamp? = nil,
        owner: User.ID? = nil
    ) {
        _description = ExactText(description)
        self.permissions = permissions
        self.expiresAt = expiresAt
        self.owner = owner
        exactName = name.map { ExactText($0) }
    }

    /// The settings that it gives, with a number for the default name.
    func settings(number: () -> Int) -> Token.Settings {
        Token.Settings(
            name: name ?? "Token \(number())",
            description: description,
            permissions: permissions,
            expiresAt: expiresAt
        )
    }
}
