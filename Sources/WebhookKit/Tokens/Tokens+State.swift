extension Tokens {
    /// Switches a token off: in force at once in this process, within 60 seconds in others (T-5).
    @discardableResult
    public func deactivate(_ id: Token.ID) async throws -> Token {
        try await authorize()
        let now = chapter.clock.now
        return try await change(id) { $0.deactivate(.manual, at: now) }
    }

    /// Switches a token on again; its owner must be active.
    ///
    /// - Throws: ``FieldError`` when the owner is not active, the token has expired, or its successor has
    ///   taken over.
    @discardableResult
    public func activate(_ id: Token.ID) async throws -> Token {
        try await authorize()
        try await checkOwner(record(of: id).token.owner)
        let now = chapter.clock.now
        return try await stopIfOrphaned(change(id) { try $0.activate(at: now) })
    }

    /// Deletes a token for ever; it must not be active, unless the configuration lets it (T-6).
    ///
    /// - Returns: whether there was one.
    /// - Throws: ``FieldError`` with the field `token` when it is active.
    @discardableResult
    public func delete(_ id: Token.ID) async throws -> Bool {
        try await authorize()
        defer { context.lookups.forget(id, in: scope) }
        let (now, evenActive) = (chapter.clock.now, context.configuration.deletesActiveTokens)
        let step = TokenStep(scope: scope, ids: [id], hasTally: true)
        return try await context.store.change(step) { set in
            guard set.has(id) else { return false }
            try set.record(id).token.checkDeletion(at: now, evenActive: evenActive)
            set.remove(id)
            return true
        }
    }

    /// Stops all tokens of the scope that belong to a user whose account the host has deactivated.
    ///
    /// - Returns: the tokens that were stopped.
    @discardableResult
    public func deactivate(ownedBy owner: User.ID) async throws -> [Token] {
        try await authorize()
        // Others stop an active user's tokens one by one.
        if caller != .host,
            try await chapter.users.user(owner, in: scope.organization)?.isActive == true
        {
            throw FieldError("owner", "the user is active; only the host may say otherwise")
        }
        let now = chapter.clock.now
        var stopped: [Token] = []
        var failure: (any Error)?
        for token in try await everyToken()
        where token.owner == owner && token.deactivation == nil {
            do {
                stopped.append(
                    try await change(token.id) { $0.deactivate(.ownerDeactivated, at: now) }
                )
            } catch let error as StoreError where error.code == .notFound {
                continue  // Deleted meanwhile: stopped too.
            } catch {
                // The others are stopped all the same.
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        return stopped
    }

    /// Makes a new token with the settings of an old one, which stops after the overlap (T-8).
    ///
    /// Until then both work. ``Token/predecessor`` and ``Token/succession`` tell which follows on which.
    /// An end is put off: the new token lives as long as the old one was given. Only the owner and the host
    /// may ask for it, since whoever has the secret acts as the owner (T-1).
    ///
    /// - Parameters:
    ///   - id: the old token; it must be active.
    ///   - overlap: zero to 30 days, 24 h by default; zero stops the old one at once.
    /// - Returns: the new token and its secret.
    /// - Throws: ``FieldError``, or ``StoreError`` `limit`: both count while both are there.
    public func rotate(
        _ id: Token.ID,
        overlap: Duration = .seconds(86400)
    ) async throws -> Created {
        try await authorize()
        guard (.zero ... .seconds(30 * 86400)).contains(overlap) else {
            throw FieldError("overlap", "use zero to 30 days")
        }
        let owner = try await record(of: id).token.owner
        if case .user(let user) = caller, owner != user {
            throw FieldError(
                "owner",
                "only the token's owner or the host may rotate it: its secret acts as the owner"
            )
        }
        try await checkOwner(owner)
        defer { context.lookups.forget(id, in: scope) }
        let now = chapter.clock.now
        let successor = Token.ID(at: now, using: chapter.random)
        let secret = TokenSecret(for: successor, in: scope.environment, using: chapter.random)
        let (limit, digest) = (context.configuration.tokensPerScope, secret.digest)
        let step = TokenStep(scope: scope, ids: [id, successor], hasTally: true)
        let token = try await context.store.change(step) { set in
            var old = try set.record(id)
            let token = try old.token.rotate(to: successor, at: now, overlap: overlap)
            set.replace(old)
            try set.add(TokenRecord(token: token, digest: digest), limit: limit)
            return token
        }
        return Created(token: try await stopIfOrphaned(token), secret: secret)
    }
}
