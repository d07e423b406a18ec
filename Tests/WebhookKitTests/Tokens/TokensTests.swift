import Testing
import WebhookKit
import WebhookKitTesting

/// Managing tokens (T-1, T-2, T-5, T-6, W-11).
struct TokensTests {
    let bench: TokenBench

    init() throws {
        bench = try TokenBench()
    }

    private func field(_ body: () async throws -> Void) async -> String? {
        do { try await body() } catch let error as FieldError { return error.field } catch {}
        return nil
    }

    private func code(_ body: () async throws -> Void) async -> StoreError.Code? {
        do { try await body() } catch let error as StoreError { return error.code } catch {}
        return nil
    }

    /// T-1.
    @Test func onlyTheHostAndActiveAPIUsersOfTheOrganizationMayManage() async throws {
        let other = Scope(organization: try Organization("other"))
        bench.directory.users.save(
            User(id: try User.ID("agent"), email: "agent@example.com", roles: []),
            in: .default
        )
        bench.set(bench.grace, isActive: false)
        let id = try await bench.tokens.create().token.id
        let refused: [(Tokens, AuthorizationError)] = [
            (bench.service.tokens(in: .default, as: .user(try User.ID("agent"))), .missingRole),
            (bench.service.tokens(in: .default, as: .user(bench.grace)), .inactiveUser),
            (bench.service.tokens(in: .default, as: .user(try User.ID("nobody"))), .unknownUser),
            (bench.service.tokens(in: other, as: .user(bench.ada)), .unknownUser),
        ]
        for (tokens, reason) in refused {
            await #expect(throws: reason) { try await tokens.create() }
            await #expect(throws: reason) { try await tokens.rename(id, to: "x") }
            await #expect(throws: reason) { try await tokens.describe(id, as: "x") }
            await #expect(throws: reason) { try await tokens.deactivate(id) }
            await #expect(throws: reason) { try await tokens.activate(id) }
            await #expect(throws: reason) { try await tokens.rotate(id) }
            await #expect(throws: reason) { try await tokens.delete(id) }
            await #expect(throws: reason) { try await tokens.deactivate(ownedBy: bench.ada) }
            await #expect(throws: reason) { try await tokens.page() }
            await #expect(throws: reason) { try await tokens.token(id) }
        }
        let ada = bench.service.tokens(in: .default, as: .user(bench.ada))
        #expect(try await ada.create().token.owner == bench.ada)
        #expect(await field { _ = try await ada.create(TokenDraft(owner: bench.grace)) } == "owner")
        #expect(
            try await bench.tokens.create(TokenDraft(owner: bench.ada)).token.owner == bench.ada
        )
        #expect(
            await field { _ = try await bench.tokens.create(TokenDraft(owner: bench.grace)) }
                == "owner"
        )
    }

    /// Nothing of another scope is found or changed, and no token works there (T-1, W-11).
    @Test func aTokenIsNothingInAnotherScope() async throws {
        let created = try await bench.tokens.create()
        let id = created.token.id
        let sandbox = Scope(organization: .default, environment: .sandbox)
        let other = Scope(organization: try Organization("other"))
        for scope in [sandbox, other] {
            let tokens = bench.service.tokens(in: scope, as: .host)
            #expect(try await tokens.token(id) == nil)
            #expect(try await tokens.page().tokens == [])
            #expect(await code { try await tokens.rename(id, to: "x") } == .notFound)
            #expect(await code { try await tokens.deactivate(id) } == .notFound)
            #expect(await code { _ = try await tokens.rotate(id) } == .notFound)
            #expect(try await tokens.delete(id) == false)
        }
        let reads = bench.store.reads
        let inSandbox = bench.service.authenticator(in: sandbox)
        #expect(await bench.refusal(of: created.secret, by: inSandbox) == .otherEnvironment)
        #expect(bench.store.reads == reads, "the text itself tells")
        let elsewhere = bench.service.authenticator(in: other)
        #expect(await bench.refusal(of: created.secret, by: elsewhere) == .unknown)
        #expect(await bench.refusal(of: created.secret) == nil)
    }

    /// T-2.
    @Test func namesCountUpAndAreEdited() async throws {
        #expect(try await bench.tokens.create().token.name == "Token 1")
        let second = try await bench.tokens.create().token
        #expect(second.name == "Token 2")
        #expect(second.createdAt == bench.clock.now)
        let named = try await bench.tokens.create(TokenDraft(name: "CRM", description: "sales"))
        #expect(named.token.name == "CRM")
        try await bench.tokens.deactivate(second.id)
        try await bench.tokens.delete(second.id)
        #expect(try await bench.tokens.create().token.name == "Token 3")
        let renamed = try await bench.tokens.rename(named.token.id, to: "cafe\u{301}")
        #expect(Array(renamed.name.utf8) == Array("cafe\u{301}".utf8))
        try await bench.tokens.describe(named.token.id, as: "for\nshipping")
        let read = try #require(await bench.tokens.token(named.token.id))
        #expect(read.description == "for\nshipping")
        #expect(read.settings == (try await bench.tokens.page().tokens[1].settings))
    }

    /// Odd names come back as they were, or are refused with the field's name (T-2).
    /// Fault 50.
    @Test func oddNamesComeBackOrAreRefused() async throws {
        for name in [
            "../../etc/x", "\u{1F600}", "caf\u{E9}", "'\"\\", String(repeating: "x", count: 200),
        ] {
            let id = try await bench.tokens.create(TokenDraft(name: name, description: name)).token
                .id
            let read = try #require(await bench.tokens.token(id))
            #expect(Array(read.name.utf8) == Array(name.utf8))
            #expect(Array(read.description.utf8) == Array(name.utf8))
        }
        for name in ["", "a\0", "a\n", "a\u{85}", String(repeating: "x", count: 201)] {
            #expect(
                await field { _ = try await bench.tokens.create(TokenDraft(name: name)) } == "name"
            )
        }
        for text in ["\0", "\u{1B}[2J", String(repeating: "x", count: 2001)] {
            #expect(
                await field { _ = try await bench.tokens.create(TokenDraft(description: text)) }
                    == "description"
            )
        }
        for name in ["", "a b", "a\"b", "caf\u{E9}"] {
            #expect(throws: FieldError.self) { try Token.Permission(name) }
        }
        #expect(throws: FieldError.self) { try Token.ID("../../etc/x") }
    }

    /// Edits that meet: other fields stay, and nothing is lost silently (T-2, W-10).
    @Test func editsThatMeetLoseNothing() async throws {
        let (bench, tokens) = (bench, bench.tokens)
        try await bench.virtually {
            let id = try await tokens.create().token.id
            for name in [nil, "theirs"] {
                bench.store.counts.withLock { $0.delay = (bench.clock, .seconds(1)) }
                async let slow = tokens.rename(id, to: "mine")
                try await bench.clock.sleep(for: .milliseconds(500))
                bench.store.counts.withLock { $0.delay = nil }
                try await tokens.edit(id) {
                    $0.description = "theirs"
                    if let name { $0.name = name }
                }
                if name == nil {
                    #expect(try await slow.description == "theirs")
                    try await tokens.rename(id, to: "between")
                } else {
                    do {
                        _ = try await slow
                        Issue.record("an edit was lost")
                    } catch let error as StoreError {
                        #expect(error.code == .conflict)
                    }
                }
            }
            #expect(try await tokens.token(id)?.name == "theirs")
        }
    }

    /// T-5, in this process.
    @Test func deactivationAndActivationAreInForceAtOnce() async throws {
        let created = try await bench.tokens.create()
        let id = created.token.id
        #expect(await bench.refusal(of: created.secret) == nil)
        let off = try await bench.tokens.deactivate(id)
        #expect(off.deactivation?.at == bench.clock.now)
        #expect(off.deactivation?.reason == .manual)
        #expect(await bench.refusal(of: created.secret) == .inactive)
        try await bench.tokens.deactivate(id)
        try await bench.tokens.activate(id)
        #expect(await bench.refusal(of: created.secret) == nil)
    }

    /// T-6.
    @Test func onlyAnInactiveTokenCanBeDeleted() async throws {
        let created = try await bench.tokens.create()
        let id = created.token.id
        #expect(await bench.refusal(of: created.secret) == nil)
        #expect(await field { try await bench.tokens.delete(id) } == "token")
        try await bench.tokens.deactivate(id)
        #expect(try await bench.tokens.delete(id))
        #expect(try await bench.tokens.delete(id) == false)
        #expect(await bench.refusal(of: created.secret) == .unknown)
        #expect(await code { try await bench.tokens.activate(id) } == .notFound)
    }

    /// T-6: Gladly's way.
    @Test func aPolicyLetsActiveTokensBeDeletedAtOnce() async throws {
        let bench = try TokenBench { $0.deletesActiveTokens = true }
        let created = try await bench.tokens.create()
        #expect(await bench.refusal(of: created.secret) == nil)
        #expect(try await bench.tokens.delete(created.token.id))
        #expect(await bench.refusal(of: created.secret) == .unknown)
    }

    @Test func listsInPages() async throws {
        var ids: [Token.ID] = []
        for _ in 0..<25 {
            bench.clock.advance(by: .milliseconds(2))
            ids.append(try await bench.tokens.create().token.id)
        }
        var seen: [Token.ID] = []
        var next: Token.ID?
        repeat {
            let page = try await bench.tokens.page(after: next, limit: 10)
            #expect(page.tokens.count <= 10)
            seen += page.tokens.map(\.id)
            next = page.next
        } while next != nil
        #expect(seen == ids)
        #expect(try await bench.tokens.page(limit: 25).next == nil)
    }

    @Test func aConfigurationOutOfBoundsIsRefusedByItsName() throws {
        let wrong: [(String, (inout TokenService.Configuration) -> Void)] = [
            ("tokensPerScope", { $0.tokensPerScope = 0 }),
            ("apiKeyHeader", { $0.apiKeyHeader = "authorization" }),
            ("apiKeyHeader", { $0.apiKeyHeader = "a b" }),
            ("realm", { $0.realm = "a\"b" }),
            ("cacheLifetime", { $0.cacheLifetime = .seconds(61) }),
            ("cacheCapacity", { $0.cacheCapacity = 1 }),
            ("lookupsAtOnce", { $0.lookupsAtOnce = 1 }),
            ("lastUseInterval", { $0.lastUseInterval = .zero }),
        ]
        for (field, change) in wrong {
            let error = #expect(throws: FieldError.self) { try TokenBench(configure: change) }
            #expect(error?.field == field)
            var configuration = WebhookService.Configuration()
            change(&configuration.tokens)
            let outer = #expect(throws: FieldError.self) {
                try WebhookService(
                    store: InMemoryWebhookStore(),
                    transport: ScriptedTransport(clock: ManualClock()),
                    configuration: configuration
                )
            }
            #expect(outer?.field == "tokens.\(field)")
        }
    }
}
