/// The leases of a store, by their end.
package struct LeaseBook {
    /// How many there are; the ends of those that are over may still be queued.
    var count = 0
    private(set) var ends = Heap<Timed<DeliveryRow>>()

    /// Whether what a step does can turn out not to be written.
    private let isJournaled: Bool
    /// Leases that settlements have ended since the last commit.
    private var ended: [HeldLease] = []
    /// Leases given since then: nobody has them if the journal cannot be written.
    private var given: Set<Lease> = []

    init(isJournaled: Bool) {
        self.isJournaled = isJournaled
    }

    /// Queues the end of a new lease, which is the delivery's due time.
    mutating func begin(_ row: DeliveryRow) {
        if isJournaled, let lease = row.lease { given.insert(lease) }
        resume(row)
        ends.compact(live: count) { $0.stamp == $0.value.stamp }
    }

    /// Queues the end of a lease that was given by another state.
    mutating func resume(_ row: DeliveryRow) {
        ends.push(Timed(time: row.due, stamp: row.stamp, value: row))
    }

    /// Notes a lease that a settlement ends: should the settlement not be written, it is good again.
    mutating func end(_ row: DeliveryRow) {
        guard isJournaled, let held = row.heldLease else { return }
        ended.append(held)
    }

    /// Takes the delivery whose lease ends first, if it has ended by then; by no time, any.
    mutating func popEnded(by time: Uptime?) -> DeliveryRow? {
        while let entry = ends.first, time.map({ entry.time <= $0 }) ?? true {
            ends.pop()
            let row = entry.value
            if row.stamp == entry.stamp, !row.webhook.isRemoved { return row }
        }
        return nil
    }

    /// Notes that all steps so far are written and answered.
    mutating func noteCommit() {
        ended.removeAll(keepingCapacity: true)
        given.removeAll(keepingCapacity: true)
    }

    /// The leases that were in force at the last commit.
    func held(among present: [HeldLease]) -> [HeldLease] {
        (ended + present).filter { !given.contains($0.lease) }
    }
}
