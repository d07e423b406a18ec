/// How fast, how parallel and in which order one webhook gets its deliveries (D-10, D-11).
///
/// The store keeps these promises over all processes that share it.
public struct DeliveryFlow: Sendable, Hashable, Codable {
    /// The most attempts in flight at once; the service's default, 4, when nil.
    public var concurrency: Int?

    /// The most deliveries that begin in a second; no limit when nil.
    public var deliveriesPerSecond: Double?

    /// Whether deliveries go out strictly in the order of events: one at a time, and a failed one
    /// holds back the later ones until it succeeds or is given up.
    public var isOrdered: Bool

    /// Whether later deliveries of an ordered webhook go out while an earlier one is parked: then the
    /// parked one comes late, or never (D-13). By default they wait until it is resumed or dropped.
    public var skipsParked: Bool

    /// Makes a flow; the defaults suit most receivers.
    public init(
        concurrency: Int? = nil,
        deliveriesPerSecond: Double? = nil,
        isOrdered: Bool = false,
        skipsParked: Bool = false
    ) {
        self.concurrency = concurrency
        self.deliveriesPerSecond = deliveriesPerSecond
        self.isOrdered = isOrdered
        self.skipsParked = skipsParked
    }

    /// Reads a flow; one that says nothing of parked deliveries waits for them.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        concurrency = try container.decodeIfPresent(Int.self, forKey: .concurrency)
        deliveriesPerSecond = try container.decodeIfPresent(
            Double.self,
            forKey: .deliveriesPerSecond
        )
        isOrdered = try container.decode(Bool.self, forKey: .isOrdered)
        skipsParked = try container.decodeIfPresent(Bool.self, forKey: .skipsParked) ?? false
    }

    /// How many attempts may be in flight to a webhook of this group: one while it gives no answer, or
    /// in strict order; nil for the service's default.
    func concurrency(in group: Responsiveness) -> Int? {
        isOrdered || group.isQuiet ? 1 : concurrency
    }

    /// How many more attempts may be in flight to a webhook of this group beside those that are. Without
    /// room it is saturated, and waits for a settlement.
    package func room(beside leased: Int, in group: Responsiveness, default: Int) -> Int {
        max(1, concurrency(in: group) ?? `default`) - leased
    }
}
