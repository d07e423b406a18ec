import WebhookKit

/// How a claim shares a process's slots among webhooks and scopes.
struct SlotChecks: StoreChecks {
    let trial: StoreTrial

    func quietWebhooksGetOneSlot() async throws {
        try await insert("wh_a", .unproven)
        try await publish("evt_1", "evt_2", "evt_3", "evt_4")
        let first = try await claimOne("a webhook that was never tried")
        let busy = try await claim(by: "wrk_second")
        try expect("claimed beside it by another worker", busy.eventIDs, [])
        try expectNextDue("time to the next while it is tried", busy.nextDue, nil)
        try await settle(first, .nextRound(after: .seconds(3600)), took: .milliseconds(900))
        let answered = try await claim()
        try expectCount("claimed after an answer", answered.eventIDs, 3)
        try expect("its group", answered.deliveries.map(\.webhook.responsiveness).last, .prompt)
        let verdict = Settlement.Verdict.nextRound(after: .milliseconds(1))
        for claimed in answered.deliveries {
            try await settle(claimed, verdict, failure: StoreFixtures.silence)
        }
        clock.advance(by: .milliseconds(1))
        let silent = try await claimOne("a webhook that has fallen silent")
        try expect("its group then", silent.webhook.responsiveness, .silent)
        try await settle(silent, .succeeded, took: .seconds(5))
        try expectCount("claimed after a late answer", try await claim().eventIDs, 2)
        try expect("its group at last", try await record("wh_a").responsiveness, .slow)
    }

    func quietWebhooksShareSlots() async throws {
        try await insert("wh_a", .unproven)
        try await insert("wh_b", .silent)
        try await insert("wh_c", in: "other", .unproven)
        try await insert("wh_d", in: "other", .silent)
        try await insert("wh_e")
        try await publish("evt_1", "evt_2")
        try await publish("evt_3", in: "other")
        let first = try await claim(quietLimit: 2)
        let quiet = first.deliveries.filter(\.webhook.responsiveness.isQuiet)
        try expectCount("quiet ones", quiet, 2)
        try expectCount("claimed in all", first.deliveries, 4)
        try expectNextDue("time to the next while the share is used up", first.nextDue, nil)
        try expect("claimed with no share left", try await claim(quietLimit: 0).webhookIDs, [])
        guard let one = quiet.first else { return }
        let verdict = Settlement.Verdict.nextRound(after: .seconds(60))
        try await settle(one, verdict, failure: StoreFixtures.silence, took: .seconds(15))
        try expectCount("claimed for its place", try await claim(quietLimit: 1).deliveries, 1)
    }

    func quietWebhooksLeaveSlotsToOthers() async throws {
        for id in ["wh_a", "wh_b", "wh_c"] { try await insert(id, .silent) }
        try await insert("wh_e") { $0.flow.concurrency = 4 }
        for index in 0..<4 { try await publish("evt_\(index)") }
        let first = try await claim(limit: 4, quietTurn: 1).deliveries
        try expectCount("claimed", first, 4)
        try expect("quiet ones", first.count { $0.webhook.responsiveness.isQuiet }, 1)
        let rest = try await claim(limit: 10, quietTurn: 1).deliveries
        try expect(
            "quiet ones in slots that are left",
            rest.count { $0.webhook.responsiveness.isQuiet },
            2
        )
        try expectCount("claimed then", rest, 3)
    }

    func slowWebhooksShareSlots() async throws {
        try await insert("wh_a", .slow)
        try await insert("wh_b", in: "other", .slow)
        try await insert("wh_c")
        try await insert("wh_d", .silent)
        for index in 0..<4 { try await publish("evt_\(index)") }
        for index in 4..<8 { try await publish("evt_\(index)", in: "other") }
        let first = try await claim(slowLimit: 6)
        let slow = first.deliveries.filter { $0.webhook.responsiveness == .slow }
        try expectCount("slow ones beside a silent one", slow, 5)
        try expectCount("claimed in all", first.deliveries, 10)
        try expectNextDue("time to the next while the share is used up", first.nextDue, nil)
        try expectCount("claimed with room again", try await claim(slowLimit: 9).deliveries, 3)
    }

    func untriedWebhooksComeBeforeSilentOnes() async throws {
        for id in ["wh_a", "wh_b"] { try await insert(id, .silent) }
        try await publish("evt_1", "evt_2")
        try await insert("wh_c", .unproven)
        try await publish("evt_3")
        let first = try await claim(limit: 1, quietLimit: 1)
        try expect("claimed first", first.webhookIDs, ["wh_c"])
        let then = try await claim(limit: 1, quietLimit: 1).webhookIDs
        // The same event waits for both.
        let silent = [["wh_a"], ["wh_b"]].first { $0 == then }
        try expect("claimed then, a silent one", then, silent ?? ["wh_a or wh_b"])
    }

    func overdueWebhooksGetNoFurtherSlot() async throws {
        let overdue = try await insert("wh_a").id
        try await insert("wh_b")
        try await publish("evt_1", "evt_2", "evt_3")
        let first = try await claim(limit: 2)
        try expect("claimed first", first.webhookIDs.sorted(), ["wh_a", "wh_b"])
        let second = try await claim(overdue: [overdue])
        try expect("claimed beside an overdue one", second.webhookIDs, ["wh_b", "wh_b"])
        try expectNextDue("time to the next", second.nextDue, nil)
        guard let hanging = first.deliveries.first(where: { $0.webhook.id == overdue }) else {
            return
        }
        try await settle(hanging, .succeeded, took: .seconds(3))
        let rest = try await claim()
        try expect("claimed after it ended", rest.webhookIDs, ["wh_a", "wh_a"])
        // A worker that stood still has lost its leases before it hears of its attempts.
        clock.advance(by: .seconds(61))
        let again = try await claim(overdue: [overdue])
        try expectContained("claimed in spite of it", "wh_a", again.webhookIDs)
    }

    /// Eight events each for a webhook of two scopes, the first of which come first.
    private func insertTwoScopes() async throws -> (first: Scope, other: Scope) {
        try await insert("wh_a")
        try await insert("wh_b", in: "other")
        for index in 0..<8 { try await publish("evt_\(index)") }
        for index in 0..<8 { try await publish("evt_\(index)", in: "other") }
        return (try scope(), try scope("other"))
    }

    func scopesShareSlots() async throws {
        let scopes = try await insertTwoScopes()
        let first = try await claim(limit: 4, held: [scopes.first: 4], scopeLimit: 4)
        let names = [String](repeating: "wh_b", count: 4)
        try expect("claimed beside a scope that holds its share", first.webhookIDs, names)
        let second = try await claim(
            limit: 4,
            held: [scopes.first: 1, scopes.other: 5],
            scopeLimit: 4
        )
        let counts = ["wh_a", "wh_b"].map { id in second.webhookIDs.count { $0 == id } }
        try expect(
            "claimed up to the share, and the rest",
            [counts[0] >= 3, counts[1] <= 1],
            [
                true, true,
            ]
        )
        try expectCount("claimed in all", second.webhookIDs, 4)
        let held = [scopes.first: 4, scopes.other: 4]
        let third = try await claim(limit: 2, held: held, scopeLimit: 4, scopeMaximum: 4)
        try expect("claimed with both at their maximum", third.webhookIDs, [])
        try expectNextDue("time to the next while a share is used up", third.nextDue, nil)
        try expectCount("claimed without shares", try await claim().webhookIDs, 8)
    }

    func scopesFillFreeSlots() async throws {
        let scopes = try await insertTwoScopes()
        let others = try await claim(limit: 8, held: [scopes.first: 8], scopeLimit: 8)
        try expectCount("the other's", others.webhookIDs.filter { $0 == "wh_b" }, 8)
        let held = [scopes.first: 4]
        let first = try await claim(limit: 8, held: held, scopeLimit: 4, scopeMaximum: 7)
        try expectCount("claimed up to its maximum", first.webhookIDs, 3)
        try expectNextDue("time to the next then", first.nextDue, nil)
        let second = try await claim(limit: 2, held: held, scopeLimit: 4)
        try expectCount("claimed alone", second.webhookIDs, 2)
        let rest = try await claim(held: held, scopeLimit: 4)
        try expectCount("claimed at last", rest.webhookIDs, 3)
    }

    /// ``ClaimRequest/deliveriesPerTurn`` for a webhook, before others have had theirs.
    func claimGivesNoMoreThanATurn() async throws {
        // So many that none has a second turn in a claim, however little a turn gives.
        for index in 0..<100 {
            let organization = index < 50 ? "kit" : "other"
            try await insert("wh_\(index)", in: organization) { $0.flow.concurrency = 100 }
        }
        for index in 0..<8 {
            try await publish("evt_\(index)")
            try await publish("evt_\(index)", in: "other")
        }
        for limit in [1, 25, 49, 50, 75, 100] {
            let claimed = try await claim(limit: limit).deliveries
            try expectCount("claimed with limit \(limit)", claimed, limit)
            let request = ClaimRequest(owner: try WorkerID("wrk_kit"), limit: limit, isIdle: false)
            let most = request.deliveriesPerTurn
            let greedy = Dictionary(grouping: claimed, by: \.webhook.id)
                .filter { $0.value.count > most }
                .map { id, claimed in "\(claimed.count) for \(id)" }
            try expect("more than \(most) with limit \(limit)", greedy.sorted(), [])
            let settlements = claimed.map { settlement($0, .released(after: .zero)) }
            _ = try await store.settle(SettleRequest(settlements: settlements))
        }
    }

    func hangingReceiversHoldNobodyUp() async throws {
        let known = HangingReceivers(answering: 12, silent: 12, events: 20, slots: 16)
        let took = try await known.run(trial)
        let alone = known.timeAlone
        guard took > alone * 5 / 4 else { return }
        throw BrokenPromise(
            message: "time for receivers that answer: expected \(alone * 5 / 4) at most, a quarter "
                + "more than without the others, got \(took)"
        )
    }
}
