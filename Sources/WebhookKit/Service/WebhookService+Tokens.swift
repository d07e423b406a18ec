/// API tokens, kept as rows of the service's store; ``TokenService`` is the same without sending.
extension WebhookService {
    /// Manages the API tokens of one tenant on behalf of one caller (W-11).
    ///
    /// The store must be a ``RowStore``, as all of WebhookKit's are.
    public func tokens(in scope: Scope, as caller: Caller) -> Tokens {
        tokenService.tokens(in: scope, as: caller)
    }

    /// Authenticates requests to one tenant's part of the host's API by its tokens (T-7).
    public func authenticator(in scope: Scope) -> TokenAuthenticator {
        tokenService.authenticator(in: scope)
    }
}
