extension StoreState {
    /// Leases due deliveries; see ``WebhookStore/settle(_:)``.
    package mutating func claim(_ request: ClaimRequest, at time: StoreTime) -> Claim {
        var step = ClaimStep(consume self, request, at: time)
        step.run()
        self = step.state
        return step.claim
    }

    /// Takes back every lease, since the process that held them is gone.
    package mutating func loseLeases(wasKilled: Bool = false, at time: StoreTime) {
        let end = wasKilled ? HolderEnd.killed(holdingOthers: deliveries.leases.count > 1) : .closed
        while let row = deliveries.leases.popEnded(by: nil) {
            change(row, at: time) { $0.loseLease(by: end, at: time.now) }
            if row.status == .parked { addParkingNotice(of: row, at: time) }
            turns.reschedule(row.webhook, at: time)
        }
    }
}
