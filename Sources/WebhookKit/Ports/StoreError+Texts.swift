/// What every store says in the same words.
extension StoreError {
    /// An event of this id is stored already, or came before in the same call.
    public static func idTaken(_ id: Event.ID) -> StoreError {
        .conflict("event \(id): the id is taken; use another or none")
    }

    /// A webhook of this id is in the scope already.
    public static func idTaken(_ id: Webhook.ID) -> StoreError {
        .conflict("webhook \(id): the id is taken")
    }

    /// A delivery of this id is stored already, whichever its scope.
    public static func idTaken(_ id: Delivery.ID) -> StoreError {
        .conflict("delivery \(id): the id is taken; use another")
    }

    /// The scope has no such event any more, or never had one.
    public static func notStored(_ id: Event.ID) -> StoreError {
        .notFound("event \(id) is not stored, or no longer")
    }

    /// The scope has no such webhook.
    public static func notFound(_ id: Webhook.ID) -> StoreError {
        .notFound("webhook \(id) is not in the scope")
    }

    /// The scope has no such delivery, or it is not set aside (D-13).
    public static func notParked(_ id: Delivery.ID) -> StoreError {
        .notFound("delivery \(id) is not parked in the scope")
    }

    /// A store has said nothing about a batch of events.
    static var noOutcome: StoreError {
        StoreError(.outcomeUnknown, "the store gave no outcome for a batch of events")
    }

    /// The scope has as many webhooks as it may have.
    ///
    /// - Parameter count: how many it has.
    public static func tooManyWebhooks(_ count: Int) -> StoreError {
        count > 0
            ? .limit("the scope has \(count) webhooks already; remove one")
            : .limit("the scope may have no webhooks")
    }
}
