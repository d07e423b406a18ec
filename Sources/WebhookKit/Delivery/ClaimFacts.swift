/// What of a webhook's record decides which of its deliveries may be claimed, as data: columns by which a
/// database filters, and reads no record.
///
/// They follow from the record, which is written rarely: take them anew with ``WebhookRecord/claimFacts``
/// whenever its configuration, its health or its pace is written. They say the same as
/// ``Delivery/isVoid(for:)``, ``Delivery/isSendable(by:)``, ``SlotPlanner/room(for:in:leased:)`` and
/// ``WebhookRecord/earliestStart(at:)``.
public struct ClaimFacts: Sendable, Hashable {
    /// Whether subscribed deliveries are sent; manual ones are in any case (D-14).
    public let sends: Bool

    /// Subscribed deliveries of a lesser generation are void.
    public let liveFrom: Int

    /// Subscribed deliveries that are void by their type and position (W-7); empty but after edits that
    /// took types away.
    public let dropped: DroppedTypes

    /// The most leases at a time; nil for ``ClaimRequest/defaultConcurrency``. With as many the webhook is
    /// saturated (D-10).
    public let concurrency: Int?

    /// The group in whose turns it is claimed (D-10).
    public let group: Responsiveness

    /// When the next delivery may begin; nil when no rate limit says so (D-11).
    public let nextStart: Timestamp?

    /// A ``nextStart`` further ahead than this does not count: a clock has jumped back.
    public let longestWait: Duration

    /// Whether only the open subscribed delivery of least position may be claimed, one at a time (D-11).
    public let isOrdered: Bool

    /// Whether parked deliveries are passed over in that order (D-13).
    public let skipsParked: Bool
}

extension WebhookRecord {
    /// What decides which of the webhook's deliveries may be claimed.
    public var claimFacts: ClaimFacts {
        let flow = webhook.flow
        return ClaimFacts(
            sends: health.sends,
            liveFrom: health.liveFrom,
            dropped: dropped,
            concurrency: flow.concurrency(in: responsiveness).map { max(1, $0) },
            group: responsiveness,
            nextStart: flow.deliveriesPerSecond == nil ? nil : nextStart,
            longestWait: longestWait,
            isOrdered: flow.isOrdered,
            skipsParked: flow.skipsParked
        )
    }
}
