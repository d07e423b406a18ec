extension Webhooks {
    /// Sends a stored event once more to one webhook, also while it is inactive (D-14).
    ///
    /// One attempt, logged, without effect on the webhook's health. The event must still be kept.
    ///
    /// - Returns: the id of the new delivery, which its attempts in the log carry.
    /// - Throws: ``StoreError`` `notFound` when the event or the webhook is not in the scope.
    @discardableResult
    public func resend(
        _ event: Event.ID,
        to webhook: Webhook.ID
    ) async throws -> Delivery.ID {
        try await authorize()
        let id = Delivery.ID(at: context.clock.now, using: context.random)
        try await context.store.requeue(.resend(event, to: webhook, scope: scope, as: id))
        context.signals.signal()
        return id
    }

    /// Sends a test event to one webhook: a `PING`, or the catalog's example of a type (D-15).
    ///
    /// One attempt, logged, without effect on the webhook's health, also while it is inactive.
    ///
    /// - Returns: the test event's id, under which it stands in the log.
    /// - Throws: ``FieldError`` when the catalog has no example of the type; ``StoreError``
    ///   `notFound` when the webhook is not in the scope.
    @discardableResult
    public func sendTest(
        _ type: EventType = .ping,
        to webhook: Webhook.ID
    ) async throws -> Event.ID {
        try await authorize()
        _ = try await record(of: webhook)
        let example =
            type == .ping
            ? Event.pingData : context.configuration.catalog.entry(for: type)?.example
        guard let example else {
            throw FieldError("type", "the catalog has no example of \(type); send a PING")
        }
        let now = context.clock.now
        let event = Event(
            id: Event.ID(at: now, using: context.random),
            scope: scope,
            type: type,
            occurredAt: now,
            data: example,
            idempotencyKey: nil,
            audience: .only(webhook)
        )
        _ = try await context.store.append([event])
        context.signals.signal()
        return event.id
    }
}
