/// What a new event means for one webhook of its scope.
public enum EventMatch: Sendable, Hashable {
    /// It gets a delivery of this kind, by ``Delivery/init(of:to:kind:)``.
    case deliver(Delivery.Kind)
    /// It would, but the webhook is inactive: the store adds one to
    /// ``WebhookRecord/skippedEvents``.
    case skipped
    /// It is not for this webhook.
    case ignored
}

extension WebhookRecord {
    /// Says what a new event means for this webhook; changes nothing.
    ///
    /// Stores ask every webhook of the event's scope, inside the step that appends the event, so that
    /// matching is atomic with publishing (E-7).
    @inlinable
    @inline(__always)
    public func match(_ event: Event) -> EventMatch {
        // Inlined, since a call would copy the whole record, for each webhook of the scope.
        switch event.audience {
        case .only(let only):
            return only == webhook.id ? .deliver(.manual) : .ignored
        case .subscribers:
            guard webhook.settings.events.contains(event.type) else { return .ignored }
            return webhook.health.queuesEvents ? .deliver(.subscribed) : .skipped
        }
    }
}

extension Delivery {
    /// Queues an event that has just been appended for a webhook that takes it, due at once.
    ///
    /// The id follows from the event, the webhook and the time, so that no randomness is needed.
    public init(of stored: StoredEvent, to record: WebhookRecord, kind: Kind) {
        self.init(
            id: ID(
                of: stored.event.id,
                in: stored.event.scope,
                to: record.id,
                at: stored.appendedAt
            ),
            of: stored,
            to: record,
            kind: kind,
            at: stored.appendedAt
        )
    }
}
