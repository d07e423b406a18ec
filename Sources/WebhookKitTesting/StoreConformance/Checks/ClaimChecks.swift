import WebhookKit

/// What `claim` promises of one worker and of several.
struct ClaimChecks: StoreChecks {
    let trial: StoreTrial

    func claimLeasesWhatIsDue() async throws {
        let record = try await insert("wh_a")
        let publication = try await publish("evt_1")
        clock.advance(by: .milliseconds(250))
        let claimed = try await claimOne("one due delivery")
        try expect("owner", claimed.lease.owner.string, Self.worker)
        try expect("delivery of the lease", claimed.lease.deliveryID, claimed.delivery.id)
        try expect("generation", claimed.lease.generation, record.health.generation)
        try expect("status", claimed.delivery.status, .leased)
        try expect("kind", claimed.delivery.kind, .subscribed)
        try expect("position", [claimed.delivery.position], publication.map(\.position))
        try expect("webhook", claimed.webhook, record)
        try expect("lag", claimed.lag, .milliseconds(250))
        try expect("first attempt", claimed.delivery.progress.firstAttemptAt, clock.now)
        try expect("backlog", try await store.backlog(), Backlog(waiting: 0, leased: 1))
    }

    func claimGivesEachDeliveryOnce() async throws {
        try await insert("wh_a")
        for index in 0..<40 { try await publish("evt_\(index)") }
        let store = store
        let claimed = try await withThrowingTaskGroup(of: [String].self) { group in
            for worker in 0..<16 {
                group.addTask {
                    let owner = try WorkerID("wrk_\(worker)")
                    let request = ClaimRequest(
                        owner: owner,
                        limit: 4,
                        isIdle: false,
                        defaultConcurrency: 64
                    )
                    return try await store.claim(request).eventIDs
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        try expectCount("claimed in all", claimed, 40)
        try expectCount("different ones", Set(claimed), 40)
        try expect("claimed again", try await claim().eventIDs, [])
    }

    func claimHonoursItsLimit() async throws {
        try await insert("wh_a")
        try await publish("evt_1", "evt_2", "evt_3")
        let first = try await claim(limit: 2)
        try expectCount("claimed with limit 2", first.deliveries, 2)
        try expect("time to the next", first.nextDue, .zero)
        try expectCount("claimed with limit 0", try await claim(limit: 0).deliveries, 0)
        try expectCount("claimed of the rest", try await claim(limit: 2).deliveries, 1)
    }

    func claimHonoursConcurrency() async throws {
        try await insert("wh_a")
        try await insert("wh_b") { $0.flow.concurrency = 1 }
        try await publish("evt_1", "evt_2", "evt_3")
        let first = try await claim(concurrency: 2)
        try expect("claimed", first.webhookIDs.sorted(), ["wh_a", "wh_a", "wh_b"])
        try expect("time to the next while saturated", first.nextDue, nil)
        let second = try await claim(by: "wrk_second", concurrency: 2)
        try expect("claimed by another worker", second.webhookIDs, [])
        guard let one = first.deliveries.first(where: { $0.webhook.id.string == "wh_b" }) else {
            return
        }
        try await settle(one, .succeeded)
        try expect("claimed after one ended", try await claim(concurrency: 2).webhookIDs, ["wh_b"])
    }

    func claimTakesTurnsAmongScopes() async throws {
        try await insert("wh_a")
        try await insert("wh_b", in: "other")
        for index in 0..<20 { try await publish("evt_\(index)") }
        try await publish("evt_other", in: "other")
        var claimed: [String] = []
        for _ in 0..<4 { claimed += try await claim(limit: 1).webhookIDs }
        try expectContained("turns in four claims", "wh_b", claimed)
        for index in 20..<24 { try await publish("evt_\(index)", in: "other") }
        let batch = try await claim(limit: 8).webhookIDs
        try expect("of 8 for the small scope", batch.count { $0 == "wh_b" }, 4)
    }

    func claimTakesTurnsAmongWebhooks() async throws {
        try await insert("wh_a")
        try await insert("wh_b") { $0.events = [.taskCreated] }
        for index in 0..<20 { try await publish("evt_\(index)") }
        try await publish("evt_20", "evt_21", type: .taskCreated)
        let batch = try await claim(limit: 4).webhookIDs
        try expect("of 4 for each webhook", batch.sorted(), ["wh_a", "wh_a", "wh_b", "wh_b"])
    }

    func claimPrefersTheLongestDue() async throws {
        try await insert("wh_a")
        try await publish("evt_1")
        let first = try await claimOne("the first event")
        try await settle(first, .nextRound(after: .seconds(30)))
        clock.advance(by: .seconds(10))
        try await publish("evt_2")
        clock.advance(by: .seconds(10))
        try await publish("evt_3")
        clock.advance(by: .seconds(20))
        try expect("order", try await claim().eventIDs, ["evt_2", "evt_3", "evt_1"])
    }

    func orderedWebhooksKeepOrder() async throws {
        try await insert("wh_a") { $0.flow.isOrdered = true }
        try await publish("evt_1", "evt_2", "evt_3")
        let first = try await claimOne("the first of three in order")
        try expect("first", first.event.event.id.string, "evt_1")
        try expect("claimed beside it", try await claim().eventIDs, [])
        try await settle(first, .nextRound(after: .seconds(60)))
        let blocked = try await claim()
        try expect("claimed behind a failed one", blocked.eventIDs, [])
        try expect("time to the next", blocked.nextDue, .seconds(60))
        clock.advance(by: .seconds(60))
        let again = try await claimOne("the first again")
        try expect("second try", again.event.event.id.string, "evt_1")
        try await settle(again, .succeeded)
        try expect("after a success", try await claim().eventIDs, ["evt_2"])
    }

    func manualDeliveriesPassOrderedOnes() async throws {
        try await insert("wh_a") { $0.flow.isOrdered = true }
        try await deliver("evt_1")
        try await publish("evt_2")
        let second = try await claimOne("the second event")
        try await settle(second, .nextRound(after: .seconds(60)))
        try await resend("evt_1", to: "wh_a", as: "dlv_again")
        try expect("claimed", try await claim().eventIDs, ["evt_1"])
    }

    func rateLimitSpreadsStarts() async throws {
        try await insert("wh_a") { $0.flow.deliveriesPerSecond = 2 }
        try await publish("evt_1", "evt_2", "evt_3")
        let first = try await claim()
        try expect("claimed at once", first.eventIDs, ["evt_1"])
        try expect("time to the next", first.nextDue, .milliseconds(500))
        clock.advance(by: .milliseconds(499))
        try expect("claimed after 499 ms", try await claim().eventIDs, [])
        clock.advance(by: .milliseconds(1))
        try expect("claimed after 500 ms", try await claim().eventIDs, ["evt_2"])
        clock.advance(by: .seconds(60))
        try expect("claimed after a minute", try await claim().eventIDs, ["evt_3"])
    }

    func claimTellsWhenTheNextIsDue() async throws {
        try expect("with nothing stored", try await claim().nextDue, nil)
        try await insert("wh_a")
        try await publish("evt_1")
        let claimed = try await claimOne("one event")
        try await settle(claimed, .nextRound(after: .milliseconds(61_234)))
        try expect("after a retry was planned", try await claim().nextDue, .milliseconds(61_234))
        clock.advance(by: .milliseconds(61_233))
        let early = try await claim()
        try expect("claimed 1 ms early", early.eventIDs, [])
        try expect("1 ms before", early.nextDue, .milliseconds(1))
        clock.advance(by: .milliseconds(1))
        let claim = try await claim()
        try expect("claimed in time", claim.eventIDs, ["evt_1"])
        try expect("with nothing waiting", claim.nextDue, nil)
    }

    func claimTellsTheDeliverysAge() async throws {
        try await insert("wh_a")
        try await publish("evt_1")
        let first = try await claimOne("the first try")
        try expect("age at the first try", first.sinceFirstAttempt ?? .zero, .zero)
        try await settle(first, .nextRound(after: .seconds(60)))
        clock.advance(by: .seconds(90))
        let second = try await claimOne("the second try")
        try expect("age at the second try", second.sinceFirstAttempt, .seconds(90))
        try expect("lag at the second try", second.lag, .seconds(30))
    }

    func epochsRise() async throws {
        try await insert("wh_a")
        try await publish("evt_1")
        var last = 0
        for turn in 0..<4 {
            let claimed = try await claimOne("claim \(turn)")
            try expectAbove("epoch at claim \(turn)", claimed.lease.epoch, last)
            last = claimed.lease.epoch
            if turn.isMultiple(of: 2) {
                try await settle(claimed, .released(after: .zero))
            } else {
                clock.advance(by: .seconds(61))
            }
        }
    }

    func pausedWebhooksAreNotClaimed() async throws {
        try await insert("wh_a")
        try await deliver("evt_1")
        try await publish("evt_2")
        try await changeHealth("wh_a", .pause)
        let claim = try await claim()
        try expect("claimed while paused", claim.eventIDs, [])
        try expect("time to the next while paused", claim.nextDue, nil)
        try await resend("evt_1", to: "wh_a", as: "dlv_again")
        let manual = try await claimOne("a manual delivery while paused")
        try expect("kind", manual.delivery.kind, .manual)
        try await changeHealth("wh_a", .activate)
        try expect("claimed after the pause", try await self.claim().eventIDs, ["evt_2"])
    }
}
