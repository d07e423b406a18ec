/// What changes in a delivery, without the names that its event and its webhook give.
///
/// Stores that keep deliveries in rows of their own keep this; ``DeliveryRow`` packs it.
package struct DeliveryState: Sendable, Hashable {
    /// Whether it follows the policy or was asked for by hand.
    package var kind: Delivery.Kind
    /// The webhook's generation when it was queued or last claimed.
    package var generation: Int
    /// Where it stands.
    package var status: Status
    /// How far its rounds and attempts have got.
    package var progress: Delivery.Progress
    /// The epoch of its latest lease.
    package var epoch: Int
    /// The id that a resend was given; nil where it follows from event and webhook.
    package var id: Delivery.ID?

    /// Where a delivery stands; a lease's owner is not told.
    package enum Status: Sendable, Hashable {
        case waiting(due: Timestamp)
        case leased
        case succeeded
        case failed
        case skipped
        case parked
    }

    /// Puts a state together.
    package init(
        kind: Delivery.Kind,
        generation: Int,
        status: Status,
        progress: Delivery.Progress = Delivery.Progress(),
        epoch: Int = 0,
        id: Delivery.ID? = nil
    ) {
        self.kind = kind
        self.generation = generation
        self.status = status
        self.progress = progress
        self.epoch = epoch
        self.id = id
    }
}
