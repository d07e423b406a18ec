import WebhookKit

/// What a store of tokens is asked to do, and what must come of it.
struct TokenChecks: Sendable {
    let store: any TokenStore

    private static let scope = Scope.default
    private static let elsewhere = Scope(organization: .default, environment: .sandbox)

    private func service(limit: Int = 1000) throws -> TokenService {
        var configuration = TokenService.Configuration()
        configuration.tokensPerScope = limit
        return try TokenService(tokenStore: store, configuration: configuration)
    }

    private func tokens(limit: Int = 1000, in scope: Scope = scope) throws -> Tokens {
        try service(limit: limit).tokens(in: scope, as: .host)
    }

    private func expect<Value: Equatable>(
        _ what: String,
        _ seen: Value,
        _ expected: Value
    ) throws(BrokenPromise) {
        guard seen != expected else { return }
        throw BrokenPromise(message: "\(what): \(expected) was expected, \(seen) came")
    }

    /// What a call throws, in words.
    private func refusal(_ call: () async throws -> Void) async -> String {
        do {
            try await call()
            return "none"
        } catch let error as FieldError {
            return "field \(error.field)"
        } catch let error as StoreError {
            return "store \(error.code)"
        } catch {
            return "other: \(error)"
        }
    }

    func tokensComeBackAsGiven() async throws {
        let end = Timestamp(millisecondsSinceEpoch: 4_102_444_800_001)
        for name in ["cafe\u{301}", "caf\u{E9}", "\u{1F600}", "'\"\\%_", "../../etc/x"] {
            let draft = TokenDraft(
                name: name,
                description: "\(name)\n\t\(name)",
                permissions: .only(["orders:read", "orders:write"]),
                expiresAt: end
            )
            let created = try await tokens().create(draft)
            let read = try await store.token(created.token.id, in: Self.scope)
            try expect("the token \(name)", read?.token, created.token)
            let listed = try await store.tokens(in: Self.scope, after: nil, limit: 100)
            try expect("the listed token \(name)", listed.last, read)
            // The digest is there as it was: another process lets in who shows the secret.
            let authenticator = try service().authenticator(in: Self.scope)
            let principal = try? await authenticator.authenticate(
                headers: [created.secret.bearerHeader()]
            )
            try expect("who is let in", principal?.tokenID, created.token.id)
        }
        let unknown = try Token.ID("tok_unknown")
        try expect("a token that never was", try await store.token(unknown, in: Self.scope), nil)
    }

    func changesAreSeen() async throws {
        let id = try await tokens().create().token.id
        try await tokens().edit(id) { $0.description = "changed" }
        try await tokens().deactivate(id)
        let read = try await store.token(id, in: Self.scope)?.token
        try expect("the description", read?.description, "changed")
        try expect("the reason", read?.deactivation?.reason, .manual)
    }

    func refusalsComeOutAsTheyAre() async throws {
        let id = try await tokens(limit: 1).create().token.id
        let active = await refusal { try await tokens().delete(id) }
        try expect("deleting an active token", active, "field token")
        let second = await refusal { _ = try await tokens(limit: 1).create() }
        try expect("creating beyond the limit", second, "store limit")
        let unknown = try Token.ID("tok_unknown")
        let absent = await refusal { try await tokens().deactivate(unknown) }
        try expect("deactivating what is not there", absent, "store notFound")
    }

    func refusedStepsChangeNothing() async throws {
        let before = try await tokens(limit: 1).create().token
        // The old token is changed first, and the new one then refused.
        _ = await refusal { _ = try await tokens(limit: 1).rotate(before.id) }
        let after = try await store.tokens(in: Self.scope, after: nil, limit: 10).map(\.token)
        try expect("the tokens after a refused rotation", after, [before])
    }

    func stepsAreWhole() async throws {
        let old = try await tokens().create().token
        let new = try await tokens().rotate(old.id).token
        let read = try await store.tokens(in: Self.scope, after: nil, limit: 10).map(\.token)
        try expect("the tokens after a rotation", Set(read.map(\.id)), [old.id, new.id])
        let successor = try await store.token(old.id, in: Self.scope)?.token.succession?.successor
        try expect("the successor of the old one", successor, new.id)
        let third = await refusal { _ = try await tokens(limit: 2).create() }
        try expect("a third one of two", third, "store limit")
    }

    func tokensBelongToTheirScope() async throws {
        let id = try await tokens().create().token.id
        try expect(
            "the token from another scope",
            try await store.token(id, in: Self.elsewhere),
            nil
        )
        let listed = try await store.tokens(in: Self.elsewhere, after: nil, limit: 10)
        try expect("the tokens of another scope", listed, [])
        let change = await refusal { try await tokens(in: Self.elsewhere).deactivate(id) }
        try expect("a change from another scope", change, "store notFound")
        let other = try await tokens(limit: 1, in: Self.elsewhere).create().token
        try expect("the first name of another scope", other.name, "Token 1")
    }

    func tokensComeInPages() async throws {
        var ids: Set<Token.ID> = []
        for _ in 0..<25 { ids.insert(try await tokens().create().token.id) }
        var seen: [Token.ID] = []
        while true {
            let page = try await store.tokens(in: Self.scope, after: seen.last, limit: 7)
            seen += page.map(\.id)
            guard page.count == 7, seen.count < 100 else { break }
        }
        try expect("the ids in pages", seen, ids.sorted())
        try expect("no tokens", try await store.tokens(in: Self.scope, after: nil, limit: 0), [])
    }

    func limitsHoldUnderARace() async throws {
        let tokens = try tokens(limit: 20)
        let created = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<60 { group.addTask { (try? await tokens.create()) != nil } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        try expect("how many were created", created, 20)
        let stored = try await store.tokens(in: Self.scope, after: nil, limit: 100)
        try expect(
            "their names",
            Set(stored.map { $0.token.name }),
            Set((1...20).map { "Token \($0)" })
        )
    }

    func changesAtOnceAreNotLost() async throws {
        let tokens = try tokens()
        for round in 0..<20 {
            let id = try await tokens.create().token.id
            async let name = tokens.rename(id, to: "name \(round)")
            async let text = tokens.describe(id, as: "text \(round)")
            async let off = tokens.deactivate(id)
            _ = try await (name, text, off)
            let read = try await store.token(id, in: Self.scope)?.token
            try expect("the name", read?.name, "name \(round)")
            try expect("the description", read?.description, "text \(round)")
            try expect("the reason", read?.deactivation?.reason, .manual)
        }
    }

    func removedTokensAreGone() async throws {
        let tokens = try tokens(limit: 1)
        let id = try await tokens.create().token.id
        try await tokens.deactivate(id)
        try expect("whether it was deleted", try await tokens.delete(id), true)
        try expect("the deleted token", try await store.token(id, in: Self.scope), nil)
        let listed = try await store.tokens(in: Self.scope, after: nil, limit: 10)
        try expect("the tokens", listed, [])
        try expect("the next one's name", try await tokens.create().token.name, "Token 2")
    }
}
