extension WebhookService {
    /// Checks a draft as ``publishAll(_:)`` does and gives the event, without storing it.
    ///
    /// For what stores events in a transaction of the host, such as the outbox of WebhookKitSQLite
    /// (B-5); nothing is published until that is committed. Prepare before the transaction
    /// begins: one that has to be run again then stores the same event, with the same id.
    ///
    /// - Returns: the event with its id, its time and the bytes that will be signed and sent.
    /// - Throws: ``FieldError`` for what publishing would refuse, with a field of `events[0]`:
    ///   its type, data or idempotency key.
    public func prepare(_ draft: EventDraft) throws(FieldError) -> Event {
        try EventPublishing(context: context).event(from: draft, at: context.clock.now)
    }

    /// Encodes data as JSON, checks it and gives the event, without storing it; see
    /// ``prepare(_:)``.
    ///
    /// - Throws: ``FieldError``, or what the value's `encode(to:)` throws.
    public func prepare(
        _ type: EventType,
        _ data: some Encodable,
        in scope: Scope,
        idempotencyKey: String? = nil
    ) throws -> Event {
        try prepare(EventDraft(type, data, in: scope, idempotencyKey: idempotencyKey))
    }
}
