extension WebhookService {
    /// Takes webhooks in, over this service's store, tokens, users and cipher.
    ///
    /// Make it once a process; run it beside ``run()`` where a trigger is durable.
    ///
    /// - Parameters:
    ///   - handlers: the host's code, which triggers know by name.
    ///   - configuration: how it works; checked here.
    /// - Throws: ``FieldError`` naming the property or the handler that is wrong.
    public func triggerService(
        handlers: [TriggerHandler],
        configuration: TriggerService.Configuration = TriggerService.Configuration()
    ) throws(FieldError) -> TriggerService {
        try TriggerService(
            store: context.chapter.rows,
            tokens: tokenService,
            handlers: handlers,
            configuration: configuration,
            cipher: context.vault.cipher
        )
    }
}
