/// What a journal keeps of a delivery, without the names that its event and its webhook give.
package struct DeliveryState: Sendable, Hashable {
    /// Whether it follows the policy or was asked for by hand.
    package var kind: Delivery.Kind
    /// The webhook's generation when it was queued or last claimed.
    package var generation: Int
    /// Where it stands.
    package var status: Status
    /// When it is due while it waits, when it ended once it has, by wall time.
    package var time: Timestamp?
    /// How far its rounds and attempts have got.
    package var progress: Delivery.Progress
    /// The epoch of its latest lease.
    package var epoch: Int
    /// The id that it was given; nil where it follows from event and webhook.
    package var id: Delivery.ID?

    /// Where a delivery stands; journals keep the number.
    package enum Status: UInt8, Sendable {
        case waiting = 0
        case leased, succeeded, failed, skipped, parked
    }

    /// Puts a state together.
    package init(
        kind: Delivery.Kind,
        generation: Int,
        status: Status = .waiting,
        time: Timestamp?,
        progress: Delivery.Progress = Delivery.Progress(),
        epoch: Int = 0,
        id: Delivery.ID? = nil
    ) {
        self.kind = kind
        self.generation = generation
        self.status = status
        self.time = time
        self.progress = progress
        self.epoch = epoch
        self.id = id
    }
}
