/// How a request's headers become a principal of a scope: by the host's tokens (T-7).
struct TriggerAuthentication: Sendable {
    let tokens: TokenService

    /// Names of headers besides Authorization that hold a token.
    var headers: Set<String> {
        tokens.context.configuration.apiKeyHeader.map { [$0] } ?? []
    }

    func principal(
        of request: TriggerRequest,
        in scope: Scope
    ) async throws(TriggerRefusal) -> Principal {
        let authenticator = tokens.authenticator(in: scope)
        do throws(AuthenticationError) {
            return try await authenticator.authenticate(headers: request.headers)
        } catch {
            throw .unauthorized(authenticator.response(to: error))
        }
    }
}
