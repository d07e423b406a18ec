/// Queues of deliveries among which there may be void ones, to be marked skipped bit by bit.
struct SweepQueue {
    /// The one that is being swept.
    private(set) var current = FIFO<DeliveryRow>()
    private(set) var others = FIFO<FIFO<DeliveryRow>>()

    var isEmpty: Bool { current.isEmpty && others.isEmpty }

    mutating func add(_ row: DeliveryRow) {
        current.append(row)
    }

    /// Takes over a whole queue in O(1).
    mutating func add(_ queue: FIFO<DeliveryRow>) {
        if !queue.isEmpty { others.append(queue) }
    }

    mutating func popFirst() -> DeliveryRow? {
        while current.isEmpty, let queue = others.popFirst() { current = queue }
        return current.popFirst()
    }
}
