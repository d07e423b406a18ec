/// Takes webhooks in: other services call triggers with a token and JSON, and handlers of the host get
/// typed data (I-1).
///
/// It knows no server: bytes and headers come in, a status and a body go out (I-2). Triggers, their
/// logs and accepted calls are rows of any store.
///
/// ```swift
/// let triggers = try TriggerService(store: store, tokens: tokens, handlers: [
///     TriggerHandler("start-experience", accepts: Start.self) { start, call in
///         try await journeys.begin(for: start.customer, once: call.id.string)
///     }
/// ])
/// let response = await triggers.handle(request, in: scope)
/// ```
public struct TriggerService: Sendable {
    let context: TriggerContext

    /// Makes a service; handlers run for requests and, where a trigger is durable, by ``run()`` or
    /// ``drain()``.
    ///
    /// - Parameters:
    ///   - store: where triggers, their logs and accepted calls are kept.
    ///   - tokens: what authenticates calls; its directory, observer, clock and source of randomness are
    ///     the triggers' too.
    ///   - handlers: the host's code, which triggers know by name; every process that works on the store
    ///     has the same ones.
    ///   - configuration: how it works; checked here.
    ///   - cipher: seals the secrets of signature checks; by default they are stored as they are.
    /// - Throws: ``FieldError`` naming the property or the handler that is wrong.
    public init(
        store: any RowStore,
        tokens: TokenService,
        handlers: [TriggerHandler],
        configuration: Configuration = Configuration(),
        cipher: any SecretCipher = NoCipher()
    ) throws(FieldError) {
        try configuration.validate()
        context = TriggerContext(
            chapter: tokens.context.chapter.over(store),
            configuration: configuration,
            handlers: try TriggerHandler.byName(handlers),
            authentication: TriggerAuthentication(tokens: tokens),
            cipher: cipher
        )
    }

    /// Manages the triggers of one tenant on behalf of one caller.
    ///
    /// Nothing that it does reaches another tenant, and every call asks first whether the caller may
    /// (W-11).
    public func triggers(in scope: Scope, as caller: Caller) -> Triggers {
        Triggers(context: context, scope: scope, caller: caller)
    }

    /// Answers a request; it never throws, and no input makes it trap.
    ///
    /// The statuses are those of <doc:TakingWebhooksIn>. When the task is cancelled, the handler is
    /// cancelled too and the answer is 503: the server is going down, or nobody reads it.
    ///
    /// - Parameters:
    ///   - request: what came, as it came.
    ///   - scope: whose triggers are meant: the host knows it by the address that was called, never by
    ///     what the caller says.
    /// - Returns: what to answer.
    public func handle(_ request: TriggerRequest, in scope: Scope) async -> ServerResponse {
        await TriggerExchange(context: context, request: request, scope: scope).answer()
    }
}
