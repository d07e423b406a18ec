/// Gives out API tokens, and authenticates whoever shows one (T-1 to T-9).
///
/// It needs a store and nothing to send with; ``WebhookService`` has one over its own store. Copies share
/// everything: make one a process, so that a deactivation is in force on the next call.
///
/// ```swift
/// let tokens = try TokenService(store: store, directory: people)
/// let created = try await tokens.tokens(in: scope, as: .user(ada)).create()
/// show(created.secret.reveal())                                    // once
///
/// let principal = try await tokens.authenticator(in: scope).authenticate(headers: request.headers)
/// ```
public struct TokenService: Sendable {
    let context: TokenContext

    /// Keeps tokens as rows of a store.
    ///
    /// - Parameters:
    ///   - store: where tokens are kept.
    ///   - configuration: how it works; checked here.
    ///   - directory: the host's users; nobody by default, so that only `.host` may manage.
    ///   - observer: sees what fails.
    ///   - clock: the time.
    ///   - random: ids and secrets.
    /// - Throws: ``FieldError`` naming the property that is out of bounds.
    public init(
        store: any RowStore,
        configuration: Configuration = Configuration(),
        directory: any UserDirectory = InMemoryUserDirectory(),
        observer: any WebhookObserver = SilentObserver(),
        clock: any WebhookClock = SystemClock(),
        random: any RandomSource = SystemRandom()
    ) throws(FieldError) {
        let chapter = ChapterContext(
            rows: store,
            directory: directory,
            observer: observer,
            clock: clock,
            random: random
        )
        try self.init(RowTokenStore(store), chapter: chapter, configuration: configuration)
    }

    /// Keeps tokens in a database of the host's own.
    ///
    /// - Parameters:
    ///   - tokenStore: where tokens are kept.
    ///   - configuration: how it works; checked here.
    ///   - directory: the host's users; nobody by default, so that only `.host` may manage.
    ///   - observer: sees what fails.
    ///   - clock: the time.
    ///   - random: ids and secrets.
    /// - Throws: ``FieldError`` naming the property that is out of bounds.
    public init(
        tokenStore: any TokenStore,
        configuration: Configuration = Configuration(),
        directory: any UserDirectory = InMemoryUserDirectory(),
        observer: any WebhookObserver = SilentObserver(),
        clock: any WebhookClock = SystemClock(),
        random: any RandomSource = SystemRandom()
    ) throws(FieldError) {
        let chapter = ChapterContext(
            rows: NoRows(),
            directory: directory,
            observer: observer,
            clock: clock,
            random: random
        )
        try self.init(tokenStore, chapter: chapter, configuration: configuration)
    }

    init(
        _ store: any TokenStore,
        chapter: ChapterContext,
        configuration: Configuration
    ) throws(FieldError) {
        try configuration.validate()
        context = TokenContext(store: store, chapter: chapter, configuration: configuration)
    }

    /// Manages the tokens of one tenant on behalf of one caller (W-11).
    public func tokens(in scope: Scope, as caller: Caller) -> Tokens {
        Tokens(context: context, scope: scope, caller: caller)
    }

    /// Authenticates requests to one tenant's part of the host's API.
    public func authenticator(in scope: Scope) -> TokenAuthenticator {
        TokenAuthenticator(context: context, scope: scope)
    }

    /// How authentication is doing in this process.
    public var health: TokenHealth {
        TokenHealth(failures: context.failures.totals, cachedTokens: context.lookups.cachedCount)
    }
}

/// How authentication is doing; see ``TokenService/health``.
public struct TokenHealth: Sendable, Hashable {
    /// How often this process has refused a request, by reason, since it was started: what grows fast is
    /// somebody guessing, or an application that has lost its token.
    public let failures: [AuthenticationError: Int]
    /// How many tokens the cache holds.
    public let cachedTokens: Int
}

/// What tokens and their authentication share in a process.
struct TokenContext: Sendable {
    let store: any TokenStore
    let chapter: ChapterContext
    let configuration: TokenService.Configuration
    let lookups: TokenLookups
    let owners: OwnerLookups
    let uses: TokenUses
    let failures: AuthenticationFailures
    /// When the tokens of inactive owners were to be stopped in the store, by uptime.
    let stops = Locked(RecentValues<TokenKey, Duration>(capacity: 4096))

    init(
        store: any TokenStore,
        chapter: ChapterContext,
        configuration: TokenService.Configuration
    ) {
        self.store = store
        self.chapter = chapter
        self.configuration = configuration
        lookups = TokenLookups(store: store, chapter: chapter, configuration: configuration)
        owners = OwnerLookups(chapter: chapter)
        uses = TokenUses(store: store, chapter: chapter, interval: configuration.lastUseInterval)
        failures = AuthenticationFailures(chapter: chapter)
    }
}
