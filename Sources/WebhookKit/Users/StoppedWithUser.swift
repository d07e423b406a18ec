/// What was stopped with a user's account; see
/// ``WebhookService/userDeactivated(_:in:environments:)``.
public struct StoppedWithUser: Sendable, Hashable {
    /// The webhooks that were active.
    public internal(set) var webhooks: [Webhook.ID] = []
    /// The tokens that were active.
    public internal(set) var tokens: [Token.ID] = []
}

/// What a host tells that knows when it deactivates a user; for its own code, which answers for who may
/// call it.
extension WebhookService {
    /// Stops all webhooks and tokens of a user whose account was deactivated, at once and for good: when the
    /// account is activated again, each is to be activated too.
    ///
    /// Tokens are refused on the next call in this process, and within 60 seconds in others. A host that
    /// does not call this is served all the same, within a minute of use, if its ``UserDirectory`` tells.
    /// A ``TokenService`` that was made apart from this service, over a ``TokenStore`` of the host's own, is
    /// to be told too.
    ///
    /// - Parameters:
    ///   - user: who it is.
    ///   - organization: whose user.
    ///   - environments: some to look at besides production, sandbox and those in which a webhook or token
    ///     was created by this version or later.
    /// - Throws: ``StoreError``; what could be stopped is stopped then. Call it again.
    @discardableResult
    public func userDeactivated(
        _ user: User.ID,
        in organization: Organization,
        environments: Set<Scope.Environment> = []
    ) async throws -> StoppedWithUser {
        let context = context
        return try await tokenService.stop(user, in: organization, environments) { scope in
            try await Webhooks(context: context, scope: scope, caller: .host)
                .deactivate(ownedBy: user).map(\.id)
        }
    }
}

extension TokenService {
    /// Stops all tokens of a user whose account was deactivated, at once and for good; as
    /// ``WebhookService/userDeactivated(_:in:environments:)``, which stops webhooks too.
    ///
    /// - Parameters:
    ///   - user: who it is.
    ///   - organization: whose user.
    ///   - environments: some to look at besides production, sandbox and those that are known from rows;
    ///     with a ``TokenStore`` of the host's own, all others.
    /// - Throws: ``StoreError``; what could be stopped is stopped then. Call it again.
    @discardableResult
    public func userDeactivated(
        _ user: User.ID,
        in organization: Organization,
        environments: Set<Scope.Environment> = []
    ) async throws -> StoppedWithUser {
        try await stop(user, in: organization, environments) { _ in [] }
    }

    fileprivate func stop(
        _ user: User.ID,
        in organization: Organization,
        _ given: Set<Scope.Environment>,
        webhooks: (Scope) async throws -> [Webhook.ID]
    ) async throws -> StoppedWithUser {
        let known = try await context.chapter.environments.environments(of: organization)
        var stopped = StoppedWithUser()
        var failure: (any Error)?
        for environment in known.union(given).sorted() {
            let scope = Scope(organization: organization, environment: environment)
            // One scope that fails keeps nobody else's token alive.
            do {
                stopped.tokens += try await stopTokens(of: user, in: scope)
            } catch {
                failure = failure ?? error
            }
            do {
                stopped.webhooks += try await webhooks(scope)
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        return stopped
    }

    private func stopTokens(of user: User.ID, in scope: Scope) async throws -> [Token.ID] {
        // A store without rows has no tokens.
        if context.chapter.rows is NoRows, context.store is RowTokenStore { return [] }
        return try await tokens(in: scope, as: .host).deactivate(ownedBy: user).map(\.id)
    }
}
