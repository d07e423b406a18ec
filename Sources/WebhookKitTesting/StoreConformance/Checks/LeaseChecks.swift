import WebhookKit

/// Leases that end by time, and what jumps of the wall clock do to them.
struct LeaseChecks: StoreChecks {
    let trial: StoreTrial

    func expiredLeasesAreTakenBack() async throws {
        try await insert("wh_a")
        try await publish("evt_1")
        _ = try await claimOne("the first worker")
        clock.advance(by: .milliseconds(59_999))
        let early = try await claim(by: "wrk_second")
        try expect("claimed within the lease", early.eventIDs, [])
        try expect("taken back within the lease", early.rescued, 0)
        clock.advance(by: .milliseconds(2))
        let late = try await claim(by: "wrk_second")
        try expect("taken back", late.rescued, 1)
        try expect("claimed", late.eventIDs, ["evt_1"])
        try expect("expired leases", late.deliveries.map(\.delivery.progress.expiredLeases), [1])
    }

    func leasesLastAsTheirPolicySays() async throws {
        try await insert("wh_a") {
            $0.policy = .gladly
            $0.policy?.deadline = .seconds(120)
        }
        try await publish("evt_1")
        _ = try await claimOne("the first worker")
        clock.advance(by: .seconds(164))
        try expect("claimed within the lease", try await claim().eventIDs, [])
        clock.advance(by: .seconds(2))
        try expect("claimed after it", try await claim().eventIDs, ["evt_1"])
    }

    func suspectsAreClaimedAlone() async throws {
        try await insert("wh_a")
        try await publish("evt_1")
        try await expire(3)
        let busy = try await claim(isIdle: false)
        try expect("claimed by a busy worker", busy.eventIDs, [])
        try expect("told that a suspect waits", busy.hasSuspects, true)
        if let next = busy.nextDue { try expect("the suspect is no work", next > .zero, true) }
        try await publish("evt_2", "evt_3")
        let others = try await claim(limit: 1, isIdle: false)
        try expect("claimed by a busy worker", others.eventIDs, ["evt_2"])
        let idle = try await claim(isIdle: true)
        try expect("claimed by an idle worker", idle.eventIDs, ["evt_1"])
        try expect("the rest", try await claim(isIdle: false).eventIDs, ["evt_3"])
    }

    func fourthExpiryParks() async throws {
        try await insert("wh_a")
        try await publish("evt_1")
        try await expire(4)
        let claim = try await claim(isIdle: true)
        try expect("parked", claim.parked, 1)
        try expect("claimed", claim.eventIDs, [])
        try expectNextDue("time to the next", claim.nextDue, nil)
        let backlog = try await store.backlog()
        try expectCount("parked in the backlog", backlog.parked, 1)
        try expect("waiting and leased", [backlog.waiting, backlog.leased], [0, 0])
        let health = try await record("wh_a").health.state
        try expect("health", health, .active)
    }

    func successClearsSuspicion() async throws {
        try await insert("wh_a")
        try await publish("evt_1")
        try await expire(3)
        let suspect = try await claimOne("the suspect", isIdle: true)
        try await settle(suspect, .nextRound(after: .zero))
        let again = try await claimOne("the cleared one", isIdle: false)
        try expect("expired leases", again.delivery.progress.expiredLeases, 0)
    }

    func parkedDeliveriesCanBeResumed() async throws {
        try await insert("wh_a")
        try await publish("evt_1")
        try await expire(4)
        _ = try await claim(isIdle: true)
        guard let id = try await store.backlog().parked.first else {
            throw BrokenPromise(message: "backlog: expected a parked delivery, got none")
        }
        try await expectError(.notFound, "resuming in another scope") {
            try await store.requeue(.resume(id, scope: scope("other")))
        }
        try await store.requeue(.resume(id, scope: scope()))
        try expect("parked after resuming", try await store.backlog().parked, [])
        let claimed = try await claimOne("the resumed delivery", isIdle: false)
        try expect("delivery", claimed.delivery.id, id)
        try expect("expired leases", claimed.delivery.progress.expiredLeases, 0)
        try await expectError(.notFound, "resuming what is not parked") {
            try await store.requeue(.resume(id, scope: scope()))
        }
    }

    func wallJumpsLeaveLeasesAlone() async throws {
        try await insert("wh_a")
        try await publish("evt_1")
        let first = try await claimOne("before the jumps")
        clock.jumpWallTime(by: .seconds(10 * 86400))
        let forward = try await claim(by: "wrk_second")
        try expect("claimed after a jump ahead", forward.eventIDs, [])
        try expect(
            "settled after a jump ahead",
            try await settle(first, .released(after: .zero)) != .fenced,
            true
        )
        _ = try await claimOne("the second lease")
        clock.jumpWallTime(by: .seconds(-3600))
        clock.advance(by: .seconds(61))
        let back = try await claim(by: "wrk_second")
        try expect("taken back after a jump back", back.rescued, 1)
    }

    func wallJumpBackHoldsNothingForEver() async throws {
        try await insert("wh_a")
        try await publish("evt_1")
        let first = try await claimOne("before the jump")
        try await settle(first, .nextRound(after: .seconds(60)))
        try await publish("evt_2")
        clock.jumpWallTime(by: .seconds(-400 * 86400))
        var claimed: Set<String> = []
        for _ in 0..<(31 * 24) where claimed.count < 2 {
            clock.advance(by: .seconds(3600))
            claimed.formUnion(try await claim().eventIDs)
        }
        try expect("claimed within 31 days", claimed.sorted(), ["evt_1", "evt_2"])
    }

    func wallJumpAheadLosesNothing() async throws {
        try await insert("wh_a")
        try await publish("evt_1")
        let first = try await claimOne("before the jump")
        try await settle(first, .nextRound(after: .seconds(60)))
        clock.jumpWallTime(by: .seconds(10 * 86400))
        try await maintain()
        clock.advance(by: .seconds(60))
        let claimed = try await claimOne("after the jump")
        try expect("failed rounds", claimed.delivery.progress.failedRounds, 1)
        try expect("health still counts", try await record("wh_a").health.sends, true)
    }
}
