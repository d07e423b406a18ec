import WebhookKit
import WebhookKitTesting

/// Tokens in virtual time: one organization with two API Users, a store whose reads are counted.
struct TokenBench: Sendable {
    let clock = ManualClock(now: Harness.start)
    let rows: InMemoryWebhookStore
    let store: CountingTokenStore
    let directory = CountingDirectory()
    let observer = RecordingObserver()
    let random = SeededRandom(seed: 14)
    let configuration: TokenService.Configuration
    let service: TokenService

    let ada: User.ID
    let grace: User.ID

    init(configure: (inout TokenService.Configuration) -> Void = { _ in }) throws {
        rows = InMemoryWebhookStore(clock: clock)
        store = CountingTokenStore(RowTokenStore(rows))
        var configuration = TokenService.Configuration()
        configure(&configuration)
        self.configuration = configuration
        (ada, grace) = (try User.ID("ada"), try User.ID("grace"))
        for id in [ada, grace] {
            directory.users.save(User(id: id, email: "\(id)@example.com"), in: .default)
        }
        service = try TokenService(
            tokenStore: store,
            configuration: configuration,
            directory: directory,
            observer: observer,
            clock: clock,
            random: random
        )
    }

    /// Another process on the same store.
    func anotherService() throws -> TokenService {
        try TokenService(
            tokenStore: store,
            configuration: configuration,
            directory: directory,
            observer: observer,
            clock: clock,
            random: random
        )
    }

    /// The default scope's tokens, managed by the host.
    var tokens: Tokens { service.tokens(in: .default, as: .host) }
    var authenticator: TokenAuthenticator { service.authenticator(in: .default) }

    func set(_ user: User.ID, isActive: Bool) {
        let user = User(id: user, email: "\(user)@example.com", isActive: isActive)
        directory.users.save(user, in: .default)
    }

    /// Why a request is refused; nil when it is let in.
    func refusal(
        of secret: TokenSecret,
        by authenticator: TokenAuthenticator? = nil
    ) async -> AuthenticationError? {
        await refusal(of: [secret.bearerHeader()], by: authenticator)
    }

    func refusal(
        of headers: [HeaderField],
        by authenticator: TokenAuthenticator? = nil
    ) async -> AuthenticationError? {
        do throws(AuthenticationError) {
            _ = try await (authenticator ?? self.authenticator).authenticate(headers: headers)
            return nil
        } catch {
            return error
        }
    }

    func virtually<Value: Sendable>(
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await VirtualTime(clock: clock).run(body)
    }

    /// Lets whatever was begun aside come to its end.
    func settle() async throws {
        try await clock.sleep(for: .milliseconds(1))
    }
}

/// A store of tokens that counts what it is asked for, takes its time, or fails.
struct CountingTokenStore: TokenStore {
    struct Counts: Sendable {
        var reads: [Token.ID] = []
        var steps: [TokenStep] = []
        var atOnce = 0
        var mostAtOnce = 0
        var delay: (any WebhookClock, Duration)?
        var isBroken = false
        var refusesSteps = false
    }

    let inner: RowTokenStore
    let counts = Locked(Counts())

    init(_ inner: RowTokenStore) {
        self.inner = inner
    }

    var reads: Int { counts.withLock { $0.reads.count } }

    private func check() throws {
        if counts.withLock({ $0.isBroken }) { throw StoreError(.unavailable, "broken by a test") }
    }

    func change<Value: Sendable>(
        _ step: TokenStep,
        by rule: @escaping @Sendable (inout TokenSet) throws -> Value
    ) async throws -> Value {
        counts.withLock { $0.steps.append(step) }
        try check()
        if counts.withLock({ $0.refusesSteps }) { throw StoreError(.full, "full by a test") }
        return try await inner.change(step, by: rule)
    }

    func token(_ id: Token.ID, in scope: Scope) async throws -> TokenRecord? {
        let delay = counts.withLock { counts in
            counts.reads.append(id)
            counts.atOnce += 1
            counts.mostAtOnce = max(counts.mostAtOnce, counts.atOnce)
            return counts.delay
        }
        defer { counts.withLock { $0.atOnce -= 1 } }
        try check()
        let record = try await inner.token(id, in: scope)
        // The answer is on its way: it may be old when it arrives.
        if let delay { try await delay.0.sleep(for: delay.1) }
        return record
    }

    func tokens(
        in scope: Scope,
        after last: Token.ID?,
        limit: Int
    ) async throws -> [TokenRecord] {
        try check()
        return try await inner.tokens(in: scope, after: last, limit: limit)
    }
}

/// A directory that counts who asks, or fails.
struct CountingDirectory: UserDirectory {
    struct Away: Error {}

    let users = InMemoryUserDirectory()
    let calls = Locked(0)
    let isAway = Locked(false)

    func user(_ id: User.ID, in organization: Organization) async throws -> User? {
        calls.withLock { $0 += 1 }
        if isAway.withLock({ $0 }) { throw Away() }
        return users.user(id, in: organization)
    }

    func apiUsers(of organization: Organization) async throws -> [User] {
        users.apiUsers(of: organization)
    }
}
