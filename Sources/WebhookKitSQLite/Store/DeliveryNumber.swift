import WebhookKit

/// A delivery's number: its event's position and its index among the event's deliveries.
struct DeliveryNumber: Hashable {
    let value: Int64

    /// The most deliveries of one event.
    static let indexes: Int64 = 1 << 16

    init(_ value: Int64) {
        self.value = value
    }

    /// The number of an event's delivery; positions stay far below what would overflow.
    init(position: Int64, index: Int64) {
        value = position &* Self.indexes &+ index
    }

    /// Its event's position.
    var position: Int64 { value / Self.indexes }

    /// The first and the last number that deliveries of an event can have.
    static func range(of position: Int64) -> (first: Int64, last: Int64) {
        let first = DeliveryNumber(position: position, index: 0).value
        return (first, first &+ indexes &- 1)
    }
}
