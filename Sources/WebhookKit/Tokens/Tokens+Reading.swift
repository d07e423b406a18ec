/// A page of tokens; see ``Tokens/page(after:limit:)``.
public struct TokenPage: Sendable, Hashable {
    /// The tokens, in the order of their creation.
    public let tokens: [Token]
    /// Where the next page begins: `after` of the next call; nil when there is none.
    public let next: Token.ID?
}

extension Tokens {
    /// Reads one token; nil when it is not in the scope.
    public func token(_ id: Token.ID) async throws -> Token? {
        try await authorize()
        return try await context.store.token(id, in: scope)?.token
    }

    /// Reads a page of the scope's tokens, active or not, in the order of their creation.
    ///
    /// - Parameters:
    ///   - last: ``TokenPage/next`` of the page before; nil for the first.
    ///   - limit: tokens on a page, 1 to 1,000.
    public func page(after last: Token.ID? = nil, limit: Int = 100) async throws -> TokenPage {
        try await authorize()
        let limit = max(1, min(limit, 1000))
        let records = try await context.store.tokens(in: scope, after: last, limit: limit + 1)
        let tokens = records.prefix(limit).map(\.token)
        return TokenPage(tokens: tokens, next: records.count > limit ? tokens.last?.id : nil)
    }

    func everyToken() async throws -> [Token] {
        var tokens: [Token] = []
        while true {
            let page = try await context.store.tokens(in: scope, after: tokens.last?.id, limit: 200)
            tokens += page.map(\.token)
            guard page.count == 200 else { return tokens }
        }
    }
}
