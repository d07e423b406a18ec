import WebhookKit

/// What becomes of what waits when its webhook changes, and what is queued by hand.
struct QueueChecks: StoreChecks {
    let trial: StoreTrial

    func reactivationVoidsTheQueue() async throws {
        try await insert("wh_a")
        try await publish("evt_1", "evt_2")
        _ = try await claim(limit: 1)
        try await changeHealth("wh_a", .deactivate(.manual))
        try await changeHealth("wh_a", .activate)
        try await publish("evt_3")
        try expect("claimed", try await claim().eventIDs, ["evt_3"])
        clock.advance(by: .seconds(61))
        let claimed = try await claim().eventIDs
        try expect("claimed after the old lease", claimed, ["evt_3"])
        _ = try await maintain()
        try expect("skipped events", try await record("wh_a").skippedEvents, 2)
    }

    func deactivationByHandKeepsItsPlace() async throws {
        try await insert("wh_a")
        try await publish("evt_0")
        try await settle(try await claimOne("the first"), .succeeded)
        try await changeHealth("wh_a", .pause)
        let publications = try await publish("evt_1", "evt_2", "evt_3")
        try await changeHealth("wh_a", .deactivate(.manual))
        guard case .inactive(let deactivation) = try await record("wh_a").health.state else {
            throw BrokenPromise(message: "after the deactivation: expected inactive")
        }
        try expect("position", deactivation.position, publications.first?.position)
        try expect("outage", deactivation.outage, nil)
        _ = try await maintain()
        try expect("skipped events", try await record("wh_a").skippedEvents, 3)
    }

    func urlChangeKeepsTheQueue() async throws {
        try await insert("wh_a")
        try await publish("evt_1")
        let first = try await claimOne("to the old URL")
        try await settle(first, .nextRound(after: .seconds(60)))
        try await edit("wh_a") { $0.url = try WebhookURL("https://elsewhere.example/") }
        try expect("health", try await record("wh_a").health.state, .active)
        clock.advance(by: .seconds(60))
        let claimed = try await claimOne("to the new URL")
        try expect("failed rounds", claimed.delivery.progress.failedRounds, 0)
        try expect("generation", claimed.lease.generation, first.lease.generation + 1)
        try expect("URL", claimed.webhook.webhook.url.string, "https://elsewhere.example/")
    }

    func manualDeliveriesLeaveHealthAlone() async throws {
        try await insert("wh_a")
        try await deliver("evt_1")
        try await changeHealth("wh_a", .deactivate(.manual))
        let before = try await record("wh_a").health
        try await resend("evt_1", to: "wh_a", as: "dlv_again")
        let claimed = try await claimOne("a resend to an inactive webhook")
        try expect("delivery", claimed.delivery.id.string, "dlv_again")
        try await settle(claimed, .gaveUp, policy: StoreFixtures.oneRound)
        try expect("health", try await record("wh_a").health, before)
        try expect("attempts", try await log("wh_a").entries.map(\.attempts.count), [2])
        try expectCount("notices", try await notices(), 0)
    }

    func removedTypesAreDropped() async throws {
        try await insert("wh_a") { $0.events = [.taskCreated, .messageCreated] }
        try await publish("evt_1", type: .taskCreated)
        try await publish("evt_2", type: .messageCreated)
        try await edit("wh_a") { $0.events = [.messageCreated] }
        try await edit("wh_a") { $0.events = [.taskCreated, .messageCreated] }
        try await publish("evt_3", type: .taskCreated)
        try expect("claimed", try await claim().eventIDs, ["evt_2", "evt_3"])
    }

    func resendMakesANewDelivery() async throws {
        try await insert("wh_a")
        try await insert("wh_b") { $0.events = [.taskCreated] }
        try await publish("evt_1")
        let first = try await claimOne("the subscribed one")
        try await settle(first, .succeeded)
        try await resend("evt_1", to: "wh_a", as: "dlv_1")
        try await resend("evt_1", to: "wh_b", as: "dlv_2")
        let claimed = try await claim().deliveries
        let ids = claimed.map { "\($0.delivery.id) \($0.webhook.id) \($0.delivery.kind)" }
        try expect("resent", ids.sorted(), ["dlv_1 wh_a manual", "dlv_2 wh_b manual"])
        try expect("events", claimed.map(\.event), [first.event, first.event])
    }

    func requeueRefusesWhatIsNotThere() async throws {
        try await insert("wh_a")
        try await publish("evt_1")
        try await expectError(.notFound, "an unknown event") {
            try await resend("evt_2", to: "wh_a", as: "dlv_1")
        }
        try await expectError(.notFound, "an unknown webhook") {
            try await resend("evt_1", to: "wh_b", as: "dlv_1")
        }
        try await expectError(.notFound, "an unknown delivery") {
            try await store.requeue(.resume(Delivery.ID("dlv_1"), scope: scope()))
        }
        try expect("waiting", try await store.backlog().waiting, 1)
    }

    func takenDeliveryIDIsRefused() async throws {
        try await insert("wh_a")
        try await deliver("evt_1")
        try await insert("wh_b", in: "other")
        try await deliver("evt_2", in: "other")
        try await resend("evt_1", to: "wh_a", as: "dlv_1")
        try await expectError(.conflict, "a resend under an id that is taken") {
            try await resend("evt_1", to: "wh_a", as: "dlv_1")
        }
        try await expectError(.conflict, "one in another scope") {
            try await store.requeue(
                .resend(
                    Event.ID("evt_2"),
                    to: Webhook.ID("wh_b"),
                    scope: scope("other"),
                    as: Delivery.ID("dlv_1")
                )
            )
        }
        try expect("claimed", try await claim().deliveries.map(\.summary), ["evt_1 for wh_a"])
    }

    func backlogCounts() async throws {
        try expect("of an empty store", try await store.backlog(), Backlog())
        try await insert("wh_a")
        try await insert("wh_b", in: "other")
        try await publish("evt_1", "evt_2", "evt_3")
        try await publish("evt_4", in: "other")
        _ = try await claim(limit: 1)
        let backlog = try await store.backlog()
        try expect("waiting", backlog.waiting, 3)
        try expect("leased", backlog.leased, 1)
    }

    func backlogTellsTheOldestDue() async throws {
        try await insert("wh_a")
        try await publish("evt_1")
        clock.advance(by: .seconds(10))
        try await publish("evt_2")
        clock.advance(by: .seconds(5))
        try expect("age", try await store.backlog().oldestDueAge, .seconds(15))
        let first = try await claim(limit: 1).deliveries
        for claimed in first { try await settle(claimed, .nextRound(after: .seconds(60))) }
        try expect("age of the second", try await store.backlog().oldestDueAge, .seconds(5))
        _ = try await claim()
        try expect("age when none is due", try await store.backlog().oldestDueAge, nil)
    }
}
