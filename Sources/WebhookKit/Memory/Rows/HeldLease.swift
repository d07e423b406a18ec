/// A lease that outlives the state it was given by, when a store reads its files again.
package struct HeldLease: Sendable {
    /// A delivery by the numbers that a journal knows it by.
    package struct Delivery: Sendable, Hashable {
        let position: Position
        let index: Int32
    }

    let delivery: Delivery
    let lease: Lease
    let end: Uptime
}

extension DeliveryRow {
    /// By the numbers that a journal knows it by.
    var name: HeldLease.Delivery {
        HeldLease.Delivery(position: event.position, index: index)
    }

    /// The lease that it is under; its due time is then the lease's end.
    var heldLease: HeldLease? {
        lease.map { HeldLease(delivery: name, lease: $0, end: due) }
    }

    /// Whether the lease followed on the state that it is in: it was granted, but the journal was
    /// cut back before its line.
    func mayResume(_ held: HeldLease) -> Bool {
        switch status {
        case .leased: held.lease.epoch == epoch
        case .waiting: held.lease.epoch == Int(epoch) + 1
        case .succeeded, .failed, .skipped, .parked: false
        }
    }
}
