import WebhookKit

/// What `settle` promises.
struct SettleChecks: StoreChecks {
    let trial: StoreTrial

    func successEndsADelivery() async throws {
        try await insert("wh_a")
        try await publish("evt_1")
        let result = try await settle(try await claimOne("one"), .succeeded)
        guard case .settled(let effects) = result else {
            throw BrokenPromise(
                message: "result: expected settled, got \(String(describing: result))"
            )
        }
        try expect("log status", effects.logStatus, .success)
        clock.advance(by: .seconds(86400))
        try expect("claimed a day later", try await claim(isIdle: true).eventIDs, [])
        try expect("backlog", try await store.backlog(), Backlog())
    }

    func failedAttemptsWaitTheirTime() async throws {
        try await insert("wh_a")
        try await publish("evt_1")
        let verdicts: [Settlement.Verdict] = [
            .quickRetry(after: .seconds(5)), .nextRound(after: .seconds(60)),
            .released(after: .seconds(7)), .nextRound(after: .seconds(300)),
        ]
        var progress: [[Int]] = []
        for verdict in verdicts {
            let claimed = try await claimOne("before \(verdict)")
            try await settle(claimed, verdict)
            guard let delay = try await claim().nextDue else {
                throw BrokenPromise(message: "after \(verdict): expected a due time, got none")
            }
            clock.advance(by: delay)
            let next = claimed.delivery.progress
            progress.append([next.failedRounds, next.quickRetries, next.attempts])
        }
        let last = try await claimOne("after all").delivery.progress
        progress.append([last.failedRounds, last.quickRetries, last.attempts])
        try expect(
            "rounds, quick retries, attempts",
            progress,
            [
                [0, 0, 0], [0, 1, 1], [1, 0, 2], [1, 0, 2], [2, 0, 3],
            ]
        )
    }

    func givenUpDeliveriesEnd() async throws {
        try await insert("wh_a")
        try await publish("evt_1", "evt_2")
        for claimed in try await claim(limit: 1).deliveries {
            try await settle(claimed, .gaveUp, policy: .glassix)
        }
        try expect("claimed after giving one up", try await claim().eventIDs, ["evt_2"])
        try expect("backlog", try await store.backlog(), Backlog(leased: 1))
        try expect("still sends", try await record("wh_a").health.sends, true)
    }

    func staleLeasesAreFenced() async throws {
        try await insert("wh_a")
        try await publish("evt_1")
        let first = try await claimOne("the first worker")
        clock.advance(by: .seconds(61))
        let second = try await claim(by: "wrk_second")
        try expect("claimed again", second.eventIDs, ["evt_1"])
        guard let present = second.deliveries.first else { return }
        let lease = present.lease
        let stale = [
            first.lease,
            Lease(
                deliveryID: lease.deliveryID,
                owner: first.lease.owner,
                epoch: lease.epoch,
                generation: lease.generation
            ),
            Lease(
                deliveryID: lease.deliveryID,
                owner: lease.owner,
                epoch: lease.epoch - 1,
                generation: lease.generation
            ),
            Lease(
                deliveryID: lease.deliveryID,
                owner: lease.owner,
                epoch: lease.epoch,
                generation: lease.generation + 1
            ),
            Lease(
                deliveryID: try Delivery.ID("dlv_unknown"),
                owner: lease.owner,
                epoch: lease.epoch,
                generation: lease.generation
            ),
        ]
        for lease in stale {
            var settlement = settlement(present, .gaveUp, policy: StoreFixtures.oneRound)
            settlement.lease = lease
            let report = try await store.settle(SettleRequest(settlements: [settlement]))
            try expect("result of \(lease)", report.results, [.fenced])
        }
        try expect("log", try await loggedIDs("wh_a"), [])
        try expect("health", try await record("wh_a").health.state, .active)
        let result = try await settle(present, .succeeded)
        try expect("the present lease is fenced", result == .fenced, false)
        try expect("twice", try await settle(present, .succeeded), .fenced)
    }

    func fencedResultsHinderNoOthers() async throws {
        try await insert("wh_a")
        try await publish("evt_1", "evt_2", "evt_3")
        let claimed = try await claim().deliveries
        try expectCount("claimed", claimed, 3)
        try await settle(claimed[1], .succeeded)
        let results = try await store.settle(
            SettleRequest(settlements: claimed.map { settlement($0, .succeeded) })
        ).results
        try expect("which are fenced", results.map { $0 == .fenced }, [false, true, false])
        try expect("backlog", try await store.backlog(), Backlog())
        try expect("logged", try await loggedIDs("wh_a").sorted(), ["evt_1", "evt_2", "evt_3"])
        let attempts = try await log("wh_a").entries.map(\.attempts.count)
        try expect("attempts", attempts, [1, 1, 1])
    }

    func claimSeesWhatResultsFree() async throws {
        try await insert("wh_a") { $0.flow = DeliveryFlow(concurrency: 1) }
        try await publish("evt_1", "evt_2")
        var claimed = try await claimOne("the first")
        for (id, verdict) in [
            ("evt_2", Settlement.Verdict.succeeded), ("evt_2", .nextRound(after: .zero)),
        ] {
            let report = try await settleAndClaim([settlement(claimed, verdict)])
            guard let next = report.claim?.deliveries.first else {
                throw BrokenPromise(message: "claimed with \(verdict): expected \(id), got none")
            }
            try expect("claimed with \(verdict)", report.claim?.eventIDs, [id])
            claimed = next
        }
        // What a result makes void is not leased with it.
        try await publish("evt_3")
        let last = settlement(claimed, .gaveUp, policy: StoreFixtures.oneRound)
        let report = try await settleAndClaim([last])
        try expect("claimed of a webhook that is deactivated", report.claim?.eventIDs, [])
    }

    func resultsHinderNoClaim() async throws {
        try await insert("wh_a")
        try await publish("evt_1", "evt_2")
        let claimed = try await claim(limit: 1).deliveries
        try expectCount("claimed first", claimed, 1)
        let alone = try await store.settle(
            SettleRequest(settlements: [settlement(claimed[0], .nextRound(after: .seconds(60)))])
        )
        try expect("a claim that nobody asked for", alone.claim?.eventIDs, nil)
        let stale = try await settleAndClaim([settlement(claimed[0], .succeeded)])
        try expect("the stale result", stale.results, [.fenced])
        try expect("claimed with a stale result", stale.claim?.eventIDs, ["evt_2"])
        try expect("time to the next", try await claim().nextDue, .seconds(60))
        let none = try await settleAndClaim([])
        try expect("results of no settlements", none.results, [])
        try expect("claimed twice", none.claim?.eventIDs, [])
        try expect("backlog", try await store.backlog(), Backlog(waiting: 1, leased: 1))
    }

    private func settleAndClaim(_ settlements: [Settlement]) async throws -> SettleReport {
        let claim = ClaimRequest(
            owner: try WorkerID(StoreTrial.worker),
            limit: 1,
            isIdle: false
        )
        return try await store.settle(SettleRequest(settlements: settlements, claim: claim))
    }

    func healthFollowsResults() async throws {
        try await insert("wh_a")
        try await publish("evt_1")
        try await settle(try await claimOne("the failing one"), .nextRound(after: .zero))
        guard case .failing(let outage) = try await record("wh_a").health.state else {
            throw BrokenPromise(message: "health after a failure: expected failing")
        }
        try expect("first failure", outage.firstFailureAt, clock.now)
        try expect("failed rounds", outage.failedRounds, 1)
        try expect("last failure", outage.lastFailure, StoreFixtures.failure)
        try await settle(try await claimOne("the success"), .succeeded)
        try expect("after a success", try await record("wh_a").health.state, .active)
    }

    func exhaustionDeactivatesInOneStep() async throws {
        try await insert("wh_a")
        let publications = try await publish("evt_1", "evt_2", "evt_3")
        let claimed = try await claim(limit: 2).deliveries
        try expectCount("claimed", claimed, 2)
        let result = try await settle(claimed[1], .gaveUp, policy: StoreFixtures.oneRound)
        guard case .settled(let effects) = result,
            case .inactive(let deactivation) = try await record("wh_a").health.state
        else { throw BrokenPromise(message: "exhaustion: expected an inactive webhook") }
        try expect("reported", effects.isDeactivation, true)
        try expect("reason", deactivation.reason, .exhausted)
        try expect(
            "oldest undelivered",
            deactivation.outage?.position,
            publications.first?.position
        )
        try expect("log", try await log("wh_a").entries.map(\.status), [.error])
        let kinds = try await notices().map(\.kind)
        try expect("notices", kinds, [.deactivated(deactivation)])
        try expect("claimed afterwards", try await claim().eventIDs, [])
    }

    func manyFailuresMakeOneNotice() async throws {
        try await insert("wh_a") { $0.flow.concurrency = 100 }
        for index in 0..<100 { try await publish("evt_\(index)") }
        let claimed = try await claim(limit: 100).deliveries
        try expectCount("claimed", claimed, 100)
        let store = store
        let settlements = claimed.map { settlement($0, .gaveUp, policy: StoreFixtures.oneRound) }
        let deactivations = try await withThrowingTaskGroup(of: Int.self) { group in
            for settlement in settlements {
                group.addTask {
                    let request = SettleRequest(settlements: [settlement])
                    let results = try await store.settle(request).results
                    return results.count { result in
                        if case .settled(let effects) = result {
                            effects.isDeactivation
                        } else {
                            false
                        }
                    }
                }
            }
            return try await group.reduce(0, +)
        }
        try expect("deactivations", deactivations, 1)
        try expectCount("notices", try await notices(), 1)
    }

    func earlierGenerationsDoNotCount() async throws {
        try await insert("wh_a")
        try await publish("evt_1")
        let claimed = try await claimOne("before the deactivation")
        try await changeHealth("wh_a", .deactivate(.manual))
        try await changeHealth("wh_a", .activate)
        let result = try await settle(claimed, .gaveUp, policy: StoreFixtures.oneRound)
        try expect("the late result is fenced", result == .fenced, false)
        try expect("health", try await record("wh_a").health.state, .active)
        try expect("log", try await log("wh_a").entries.map(\.status), [.debug])
        try expectCount("notices", try await notices(), 0)
    }
}
