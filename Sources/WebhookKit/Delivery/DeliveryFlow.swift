/// How fast, how parallel and in which order one webhook gets its deliveries (SPEC D-10, D-11).
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

    /// Makes a flow; the defaults suit most receivers.
    public init(
        concurrency: Int? = nil,
        deliveriesPerSecond: Double? = nil,
        isOrdered: Bool = false
    ) {
        self.concurrency = concurrency
        self.deliveriesPerSecond = deliveriesPerSecond
        self.isOrdered = isOrdered
    }

    /// The most attempts in flight to a webhook of this group: one while it gives no answer.
    package func concurrency(in group: Responsiveness, default: Int) -> Int {
        isOrdered || group.isQuiet ? 1 : max(1, concurrency ?? `default`)
    }
}
