/// Which parked deliveries to read; see ``WebhookStore/parked(_:)``.
public struct ParkedQuery: Sendable, Hashable {
    /// The tenant.
    public var scope: Scope
    /// Only those of this webhook; all of the scope when nil.
    public var webhookID: Webhook.ID?
    /// Continues a page; nil for the first.
    public var cursor: ParkedCursor?
    /// The most to return.
    public var limit: Int

    /// Makes a query.
    public init(
        scope: Scope,
        webhookID: Webhook.ID? = nil,
        cursor: ParkedCursor? = nil,
        limit: Int = 100
    ) {
        self.scope = scope
        self.webhookID = webhookID
        self.cursor = cursor
        self.limit = limit
    }
}

/// A place in the list of parked deliveries: what a store gave with a page.
public struct ParkedCursor: Sendable, Hashable, Codable {
    /// The store's number of the last delivery of the page; numbers do not change.
    public let number: Int64

    /// Makes a cursor; only stores do.
    public init(number: Int64) {
        self.number = number
    }
}

/// A page of parked deliveries, in the order of their events.
public struct ParkedPage: Sendable, Hashable {
    /// The deliveries.
    public var deliveries: [ParkedDelivery]
    /// Where further ones begin; nil when there are none.
    public var next: ParkedCursor?

    /// Makes a page.
    public init(deliveries: [ParkedDelivery] = [], next: ParkedCursor? = nil) {
        self.deliveries = deliveries
        self.next = next
    }
}

/// A delivery that was set aside until somebody resumes or drops it (D-13).
public struct ParkedDelivery: Sendable, Hashable, Codable, Identifiable {
    /// Names it for ``Webhooks/resume(_:)`` and ``Webhooks/drop(_:)``.
    public let id: Delivery.ID
    /// The webhook that it goes to.
    public let webhookID: Webhook.ID
    /// The event that it carries; nil when the store cannot tell any more.
    public let eventID: Event.ID?
    /// Why it was set aside.
    public let reason: Reason

    /// Why a delivery was set aside.
    public enum Reason: String, Sendable, Hashable, Codable {
        /// Its worker hung or died again and again, at last while it had nothing else in flight.
        case leasesExpired
        /// The store cannot read it or its event.
        case unreadable
    }

    /// Describes a delivery that is parked.
    public init(_ delivery: Delivery) {
        self.init(
            delivery.id,
            to: delivery.webhookID,
            of: delivery.eventID,
            expiredLeases: delivery.progress.expiredLeases
        )
    }

    /// Describes a parked delivery of which no more is known.
    package init(
        _ id: Delivery.ID,
        to webhookID: Webhook.ID,
        of eventID: Event.ID?,
        expiredLeases: Int
    ) {
        self.id = id
        self.webhookID = webhookID
        self.eventID = eventID
        // A suspect is parked by one lease more.
        reason = expiredLeases > Delivery.suspectAfter ? .leasesExpired : .unreadable
    }

    /// Puts together what a store has read, of a notice for instance.
    public init(
        restoring id: Delivery.ID,
        to webhookID: Webhook.ID,
        of eventID: Event.ID?,
        reason: Reason
    ) {
        self.id = id
        self.webhookID = webhookID
        self.eventID = eventID
        self.reason = reason
    }

    /// Describes one that the store cannot read.
    public init(unreadable id: Delivery.ID, to webhookID: Webhook.ID, of event: Event.ID? = nil) {
        self.id = id
        self.webhookID = webhookID
        eventID = event
        reason = .unreadable
    }
}
