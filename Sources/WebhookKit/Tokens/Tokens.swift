/// The API tokens of one tenant, managed on behalf of one caller: create, edit, switch off and on,
/// rotate, delete, list.
///
/// Made by ``TokenService/tokens(in:as:)`` and ``WebhookService/tokens(in:as:)``. Every call throws
/// ``AuthorizationError`` when the caller is a user who is not an active API User of the organization at
/// that moment (T-1), and whatever the host's ``UserDirectory`` throws. Nothing of another tenant is found
/// or changed. What a call changes is in force in this process when it returns, and in the others within
/// 60 seconds (T-5).
public struct Tokens: Sendable {
    let context: TokenContext

    /// The tenant.
    public let scope: Scope

    /// Who asks.
    public let caller: Caller

    /// A token with its secret, which is given out this once (T-3).
    public struct Created: Sendable, Hashable {
        /// The token as it was stored.
        public let token: Token
        /// Show it now, in one of its forms; it cannot be read again.
        public let secret: TokenSecret
    }

    /// Creates a token.
    ///
    /// - Parameter draft: what to create; a token with a default name that may do everything, when left
    ///   out.
    /// - Returns: the token and its secret.
    /// - Throws: ``FieldError`` naming the field, ``AuthorizationError``, or ``StoreError`` `limit` when
    ///   the scope has its 1,000; nothing is stored then.
    public func create(_ draft: TokenDraft = TokenDraft()) async throws -> Created {
        try await authorize()
        let owner = try await owner(of: draft)
        let now = chapter.clock.now
        try draft.settings(number: { 1 }).check(at: now)
        let id = Token.ID(at: now, using: chapter.random)
        let secret = TokenSecret(for: id, in: scope.environment, using: chapter.random)
        let (limit, scope) = (context.configuration.tokensPerScope, scope)
        let digest = secret.digest
        try await chapter.environments.note(scope)
        let token = try await context.store.change(
            TokenStep(scope: scope, ids: [id], hasTally: true)
        ) { set in
            let token = Token(
                id: id,
                scope: scope,
                owner: owner,
                settings: draft.settings { set.takeNumber() },
                createdAt: now
            )
            try set.add(TokenRecord(token: token, digest: digest), limit: limit)
            return token
        }
        return Created(token: try await stopIfOrphaned(token), secret: secret)
    }

    /// Edits name, description, permissions or the end of a token.
    ///
    /// What others edit meanwhile stays: only the fields that the closure changes are written.
    ///
    /// - Parameters:
    ///   - id: the token.
    ///   - edit: changes the settings, which come as they are.
    /// - Throws: ``FieldError`` naming the field; ``StoreError`` `conflict` when somebody else edits the
    ///   same field; `notFound`.
    @discardableResult
    public func edit(
        _ id: Token.ID,
        _ edit: (inout Token.Settings) throws -> Void
    ) async throws -> Token {
        try await authorize()
        let base = try await record(of: id).token.settings
        var edited = base
        try edit(&edited)
        try edited.check(at: chapter.clock.now, present: base)
        return try await change(id) { [edited] token in try token.edit(edited, from: base) }
    }

    /// Gives a token another name, so that people know how it is used.
    @discardableResult
    public func rename(_ id: Token.ID, to name: String) async throws -> Token {
        try await edit(id) { $0.name = name }
    }

    /// Says what a token is for.
    @discardableResult
    public func describe(_ id: Token.ID, as description: String) async throws -> Token {
        try await edit(id) { $0.description = description }
    }

    // MARK: Parts

    var chapter: ChapterContext { context.chapter }

    func authorize() async throws {
        try await chapter.users.authorize(caller, in: scope.organization)
    }

    func record(of id: Token.ID) async throws -> TokenRecord {
        guard let record = try await context.store.token(id, in: scope) else {
            throw StoreError.notFound("token \(id) is not in the scope")
        }
        return record
    }

    /// Changes one token; what this process knows of it is forgotten, whatever comes of it.
    func change(
        _ id: Token.ID,
        _ rule: @escaping @Sendable (inout Token) throws -> Void
    ) async throws -> Token {
        defer { context.lookups.forget(id, in: scope) }
        return try await context.store.change(TokenStep(scope: scope, ids: [id])) { set in
            var record = try set.record(id)
            try rule(&record.token)
            set.replace(record)
            return record.token
        }
    }

    private func owner(of draft: TokenDraft) async throws -> User.ID? {
        switch caller {
        case .user(let user):
            guard draft.owner == nil || draft.owner == user else {
                throw FieldError("owner", "a token belongs to whoever creates it; leave it out")
            }
            return user
        case .host:
            try await checkOwner(draft.owner)
            return draft.owner
        }
    }

    func checkOwner(_ owner: User.ID?) async throws {
        guard let owner else { return }
        guard try await chapter.users.user(owner, in: scope.organization)?.isActive == true else {
            throw FieldError(
                "owner",
                "choose an active user of the organization",
                code: .inactiveOwner
            )
        }
    }

    /// Stops a token whose owner was deactivated meanwhile: whoever stopped that user's tokens may not have
    /// seen it yet.
    func stopIfOrphaned(_ token: Token) async throws -> Token {
        guard let owner = token.owner, token.deactivation == nil,
            // A directory that cannot say has said that the owner was active a moment ago.
            let user = try? await chapter.users.user(owner, in: scope.organization),
            !user.isActive
        else { return token }
        let now = chapter.clock.now
        return try await change(token.id) { $0.deactivate(.ownerDeactivated, at: now) }
    }
}
