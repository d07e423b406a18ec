/// What host code that only publishes depends on (E-9).
///
/// ``WebhookService`` is one; WebhookKitTesting has one that records.
public protocol WebhookPublisher: Sendable {
    /// Publishes all of the events or none, in their order, and returns when they are durable and
    /// matched to their webhooks, all in one atomic step (E-7).
    ///
    /// Cancelling before the events are handed to the store stores nothing; later the call finishes.
    ///
    /// - Returns: one ``Publication`` for each draft, in the same order.
    /// - Throws: ``FieldError`` for a draft that is refused, with a field such as
    ///   `events[3].data`; ``StoreError`` when the store fails.
    ///   Only ``StoreError/Code/outcomeUnknown`` leaves open whether the events are stored: publish
    ///   again with the same idempotency keys.
    @discardableResult
    func publishAll(_ drafts: [EventDraft]) async throws -> [Publication]
}

extension WebhookPublisher {
    /// Publishes one event; see ``publishAll(_:)``.
    @discardableResult
    public func publish(_ draft: EventDraft) async throws -> Publication {
        guard let publication = try await publishAll([draft]).first else {
            throw StoreError.damaged("a publisher returned no publication for an event")
        }
        return publication
    }

    /// Publishes one event whose data is encoded as JSON; see ``publishAll(_:)``.
    @discardableResult
    public func publish(
        _ type: EventType,
        _ data: some Encodable,
        in scope: Scope,
        idempotencyKey: String? = nil
    ) async throws -> Publication {
        try await publish(
            EventDraft(type, data, in: scope, idempotencyKey: idempotencyKey)
        )
    }
}
