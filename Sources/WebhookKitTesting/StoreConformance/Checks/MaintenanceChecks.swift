import WebhookKit

/// Housekeeping.
struct MaintenanceChecks: StoreChecks {
    let trial: StoreTrial

    func voidDeliveriesAreSkipped() async throws {
        try await insert("wh_a") { $0.events = [.taskCreated, .messageCreated] }
        try await insert("wh_b") { $0.events = [.customerCreated] }
        try await publish("evt_1", type: .taskCreated)
        try await publish("evt_2", type: .messageCreated)
        try await publish("evt_3", type: .customerCreated)
        try await edit("wh_a") { $0.events = [.messageCreated] }
        try expect("skipped by type", try await maintain().skipped, 1)
        try await changeHealth("wh_a", .deactivate(.manual))
        try expect("skipped by deactivation", try await maintain().skipped, 1)
        try expect("skipped again", try await maintain(), MaintenanceReport())
        try expect("waiting", try await store.backlog().waiting, 1)
    }

    /// Whether the event can still be resent, which tells that it is stored.
    private func isStored(_ event: String, tag: String) async throws -> Bool {
        do {
            try await resend(event, to: "wh_probe", as: "dlv_\(event)_\(tag)")
            return true
        } catch let error as StoreError where error.code == .notFound {
            return false
        }
    }

    func unneededEventsArePruned() async throws {
        try await insert("wh_probe") { $0.events = [.taskCreated] }
        try await publish("evt_1")
        clock.advance(by: .seconds(86399))
        try expect("pruned in the window", try await maintain().pruned, 0)
        clock.advance(by: .seconds(2))
        try expect("pruned after it", try await maintain().pruned, 1)
        try expect("stored", try await isStored("evt_1", tag: "after"), false)
    }

    func recoveryWindowCountsFromTheLastDelivery() async throws {
        try await insert("wh_probe")
        try await publish("evt_1")
        clock.advance(by: .seconds(86000))
        let claimed = try await claimOne("late")
        try await settle(claimed, .succeeded, logLimit: 0)
        clock.advance(by: .seconds(86000))
        try expect("pruned in the window", try await maintain().pruned, 0)
        clock.advance(by: .seconds(401))
        try expect("pruned after it", try await maintain().pruned, 1)
    }

    func openEventsAreKept() async throws {
        try await insert("wh_probe") { $0.flow.concurrency = 1 }
        try await publish("evt_1", "evt_2")
        let leased = try await claimOne("one of two")
        clock.advance(by: .seconds(40))
        try expect("pruned", try await maintain(window: .zero).pruned, 0)
        try await settle(leased, .nextRound(after: .seconds(3 * 86400)))
        clock.advance(by: .seconds(2 * 86400))
        try expect("pruned later", try await maintain().pruned, 0)
        try expect("waiting", try await store.backlog().waiting, 2)
    }

    func loggedEventsAreKept() async throws {
        try await insert("wh_probe")
        try await deliver("evt_1", logLimit: 1)
        clock.advance(by: .seconds(3 * 86400))
        try expect("pruned while in the log", try await maintain().pruned, 0)
        try await deliver("evt_2", logLimit: 1)
        try expect("pruned when out of it", try await maintain().pruned, 1)
        try expect("log", try await loggedIDs("wh_probe"), ["evt_2"])
        try expect("stored", try await isStored("evt_1", tag: "after"), false)
        try expect("the other is stored", try await isStored("evt_2", tag: "after"), true)
    }

    func maintenanceIsBounded() async throws {
        try await insert("wh_a")
        for index in 0..<20 { try await publish("evt_\(index)") }
        try await changeHealth("wh_a", .deactivate(.manual))
        let first = try await store.maintain(MaintenanceRequest(limit: 6))
        try expect("skipped of 6 at most", first.skipped, min(first.skipped, 6))
        try expect("has more", first.hasMore, true)
        let rest = try await maintain(limit: 6)
        try expect("skipped in all", first.skipped + rest.skipped, 20)
        clock.advance(by: .seconds(86401))
        let pruning = try await store.maintain(MaintenanceRequest(limit: 6))
        try expect("pruned of 6 at most", pruning.pruned, min(pruning.pruned, 6))
        try expect("more to prune", pruning.hasMore, true)
        let pruned = try await maintain(limit: 6).pruned
        try expect("pruned in all", pruning.pruned + pruned, 20)
    }
}
