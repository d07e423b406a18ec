/// Sends webhooks: keeps subscriptions, publishes events, and delivers them until they arrive or
/// the policy gives up.
///
/// One value is the whole sending side. Everything it does outside goes through the ports it is
/// given; it has no global state, and copies share everything.
///
/// ```swift
/// let service = try WebhookService(store: InMemoryWebhookStore(), transport: URLSessionTransport())
/// try await service.publish(.conversationClosed, Conversation(id: "c42"), in: .default)
/// try await service.run()
/// ```
public struct WebhookService: WebhookPublisher {
    let context: ServiceContext
    /// API tokens, kept in the same store.
    let tokenService: TokenService

    /// Makes a service; nothing runs until ``run()`` or ``drain()`` is called.
    ///
    /// - Parameters:
    ///   - store: where everything is kept.
    ///   - transport: what sends requests.
    ///   - configuration: how it works; checked here.
    ///   - directory: the host's users; nobody by default, so that only `.host` may manage.
    ///   - notifier: tells people of deactivations; nobody by default, which the observer is told.
    ///   - cipher: seals secrets before they are stored; by default they are stored as they are, which
    ///     the observer is told.
    ///   - resolver: looks up names; the system's by default.
    ///   - observer: sees every step.
    ///   - clock: the time.
    ///   - random: ids, secrets and jitter.
    /// - Throws: ``FieldError`` naming the property that is out of bounds.
    public init(
        store: any WebhookStore,
        transport: any WebhookTransport,
        configuration: Configuration = Configuration(),
        directory: any UserDirectory = InMemoryUserDirectory(),
        notifier: any Notifier = SilentNotifier(),
        cipher: any SecretCipher = NoCipher(),
        resolver: any HostResolver = SystemResolver(),
        observer: any WebhookObserver = SilentObserver(),
        clock: any WebhookClock = SystemClock(),
        random: any RandomSource = SystemRandom()
    ) throws(FieldError) {
        try configuration.validate()
        var portsNotSet: Set<HostPort> = []
        if notifier is SilentNotifier { portsNotSet.insert(.notifier) }
        if cipher is NoCipher { portsNotSet.insert(.secretCipher) }
        let chapter = ChapterContext(
            rows: (store as? any RowStore) ?? NoRows(),
            directory: directory,
            observer: observer,
            clock: clock,
            random: random
        )
        tokenService = try TokenService(
            RowTokenStore(chapter.rows),
            chapter: chapter,
            configuration: configuration.tokens
        )
        context = ServiceContext(
            chapter: chapter,
            store: store,
            transport: transport,
            destination: DestinationGuard(policy: configuration.destination, resolver: resolver),
            notifier: notifier,
            configuration: configuration,
            vault: SecretVault(cipher: cipher, harmlessHeaders: configuration.harmlessHeaders),
            portsNotSet: portsNotSet
        )
    }

    /// Manages the webhooks of one tenant on behalf of one caller.
    ///
    /// Nothing that it does reaches another tenant, and every call asks first whether the caller may
    /// (W-11).
    public func webhooks(in scope: Scope, as caller: Caller) -> Webhooks {
        Webhooks(context: context, scope: scope, caller: caller)
    }

    /// Publishes all of the events or none; see ``WebhookPublisher/publishAll(_:)``.
    @discardableResult
    public func publishAll(_ drafts: [EventDraft]) async throws -> [Publication] {
        try await EventPublishing(context: context).publish(drafts)
    }
}
