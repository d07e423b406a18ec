import WebhookKit

/// Webhooks, logs, notices and events are there after the store has been opened again.
struct ReopenedRecordChecks: StoreChecks {
    let trial: StoreTrial

    func reopeningKeepsWebhooks() async throws {
        clock.advance(by: .milliseconds(7))
        let webhook = try StoreFixtures.elaborateWebhook("wh_b", scope: scope())
        _ = try await store.insert(StoreFixtures.record(webhook), limit: 50)
        try await insert("wh_a")
        clock.advance(by: .seconds(1))
        try await change("wh_b", .secrets(SealedSecrets(bytes: [0, 255, 10])))
        try await edit("wh_b") { $0.name += " edited" }
        let before = try await store.webhooks(WebhookQuery(scope: scope()))
        clock.advance(by: .seconds(1))
        let opened = try await reopened()
        let after = try await opened.store.webhooks(WebhookQuery(scope: scope()))
        try expect("webhooks in order", after.map(\.id.string), ["wh_a", "wh_b"])
        for (after, before) in zip(after, before) {
            try expect("webhook \(before.id)", after.webhook, before.webhook)
            try expect("secrets of \(before.id)", after.secrets.bytes, before.secrets.bytes)
        }
        try await expectError(.conflict, "an edit of revision 1") {
            try await opened.change("wh_b", .secrets(SealedSecrets(bytes: [])), expecting: 1)
        }
        try await expectError(.conflict, "an id that is taken") { try await opened.insert("wh_a") }
    }

    func reopeningKeepsHealth() async throws {
        let ids = ["wh_exhausted", "wh_failing", "wh_gone", "wh_paused"]
        for id in ids { try await insert(id) }
        try await publish("evt_1")
        for claimed in try await claim().deliveries {
            let isLast = claimed.webhook.id.string == "wh_exhausted"
            let policy = isLast ? StoreFixtures.oneRound : .gladly
            try await settle(
                claimed,
                isLast ? .gaveUp : .nextRound(after: .seconds(60)),
                policy: policy
            )
        }
        try await changeHealth("wh_paused", .pause)
        try await changeHealth("wh_gone", .deactivate(.gone))
        try await changeHealth("wh_gone", .activate)
        try await changeHealth("wh_gone", .deactivate(.gone))
        var before: [WebhookHealth] = []
        for id in ids { before.append(try await record(id).health) }
        clock.advance(by: .seconds(60))
        let opened = try await reopened()
        for (id, health) in zip(ids, before) {
            try expect("health of \(id)", try await opened.record(id).health, health)
        }
        let claimed = try await opened.claimOne("the failing webhook's retry")
        try expect("webhook", claimed.webhook.id.string, "wh_failing")
        try await opened.settle(claimed, .succeeded)
        try expect("after success", try await opened.record("wh_failing").health.state, .active)
    }

    func reopeningKeepsSkipCounts() async throws {
        try await insert("wh_a")
        try await changeHealth("wh_a", .deactivate(.manual))
        try await publish("evt_1", "evt_2")
        var opened = try await reopened()
        try expect("skipped events", try await opened.record("wh_a").skippedEvents, 2)
        try await opened.publish("evt_3")
        opened = try await opened.reopened()
        try expect("one more", try await opened.record("wh_a").skippedEvents, 3)
    }

    func reopeningKeepsLogs() async throws {
        try await insert("wh_a")
        try await publish("evt_0")
        try await settle(try await claimOne("to fail"), .nextRound(after: .seconds(60)))
        for index in 1..<7 { try await deliver("evt_\(index)") }
        clock.advance(by: .seconds(60))
        try await settle(try await claimOne("to fail again"), .gaveUp, policy: .glassix)
        let all = try await log("wh_a").entries
        let first = try await log("wh_a", limit: 3)
        let opened = try await reopened()
        let after = try await opened.log("wh_a").entries
        try expect("events", after.map(\.event), all.map(\.event))
        try expect("statuses", after.map(\.status), all.map(\.status))
        try expect("attempts", after.map(\.attempts), all.map(\.attempts))
        let second = try await opened.log("wh_a", cursor: first.next, limit: 3)
        try expect("second page", second.entries, Array(all[3..<6]))
        try await opened.deliver("evt_7", logLimit: 3)
        try expect("shortened", try await opened.loggedIDs("wh_a"), ["evt_7", "evt_0", "evt_6"])
    }

    func reopeningKeepsNotices() async throws {
        var sent: [Notice] = []
        for id in ["wh_2", "wh_1", "wh_3"] { sent.append(try await notice(id)) }
        _ = try await store.settle(SettleRequest(settlements: [], notices: sent))
        _ = try await notices(limit: 2)
        _ = try await notices(acknowledging: [sent[0].id], limit: 0)
        var opened = try await reopened()
        opened.clock.advance(by: .seconds(61))
        try expect("pending", try await opened.notices(), Array(sent[1...]))
        _ = try await opened.notices(acknowledging: sent.map(\.id))
        opened = try await opened.reopened()
        _ = try await opened.store.settle(SettleRequest(settlements: [], notices: sent))
        opened.clock.advance(by: .seconds(61))
        try expect("told again", try await opened.notices(), [])
    }

    func reopeningKeepsWebhooksRemoved() async throws {
        try await insert("wh_a")
        try await deliver("evt_1")
        try await publish("evt_2", "evt_3")
        _ = try await claim(limit: 1)
        let removed = try await store.remove(.webhook(Webhook.ID("wh_a"), scope: scope()))
        try expect("removed", removed, 1)
        let opened = try await reopened()
        opened.clock.advance(by: .seconds(61))
        try expect("webhooks", try await opened.image().records, [])
        let backlog = try await opened.store.backlog()
        try expect("waiting and leased", [backlog.waiting, backlog.leased], [0, 0])
        let anew = try await opened.insert("wh_a")
        let again = try await opened.reopened()
        try expect("the new record", try await again.record("wh_a"), anew)
        try expect("log of the new one", try await again.loggedIDs("wh_a"), [])
        try expect("claimed for the new one", try await again.claim().eventIDs, [])
        try await again.publish("evt_4")
        try expect("claimed later", try await again.claim().eventIDs, ["evt_4"])
    }

    func reopeningKeepsOrganizationsRemoved() async throws {
        try await insert("wh_b")
        try await insert("wh_a", in: "other")
        let event = try StoreFixtures.event("evt_1", scope: scope("other"), key: "k")
        _ = try await store.append([event])
        try await publish("evt_1")
        let removed = try await store.remove(.organization(Organization("other")))
        try expect("removed", removed, 1)
        let opened = try await reopened()
        try expect("its webhooks", try await opened.image(of: "other").records, [])
        try expect("claimed", try await opened.claim().webhookIDs, ["wh_b"])
        let again = try await opened.store.append([event])
        try expect("duplicate mark of its key", again.map(\.isDuplicate), [false])
    }

    func reopeningKeepsTheRecoveryWindow() async throws {
        runForADay()
        try await publish("evt_1")
        clock.advance(by: .seconds(40_000))
        let opened = try await reopened()
        opened.clock.advance(by: .seconds(46_399))
        try expect("pruned in the window", try await opened.maintain().pruned, 0)
        opened.clock.advance(by: .seconds(2))
        try expect("pruned after it", try await opened.maintain().pruned, 1)
    }

    func reopeningKeepsWhenDeliveriesEnded() async throws {
        runForADay()
        try await insert("wh_a")
        try await publish("evt_1")
        clock.advance(by: .seconds(80_000))
        try await settle(try await claimOne("late"), .succeeded, logLimit: 0)
        clock.advance(by: .seconds(40_000))
        let opened = try await reopened()
        opened.clock.advance(by: .seconds(46_399))
        try expect("pruned in the window", try await opened.maintain().pruned, 0)
        opened.clock.advance(by: .seconds(2))
        try expect("pruned after it", try await opened.maintain().pruned, 1)
    }

    func reopeningKeepsEventsPruned() async throws {
        try await insert("wh_a") { $0.events = [.taskCreated] }
        let event = try StoreFixtures.event("evt_1", scope: scope(), key: "k")
        _ = try await store.append([event])
        clock.advance(by: .seconds(86401))
        try expect("pruned", try await maintain().pruned, 1)
        let opened = try await reopened()
        _ = try await opened.record("wh_a")
        try await expectError(.notFound, "resending a pruned event") {
            try await opened.resend("evt_1", to: "wh_a", as: "dlv_1")
        }
        let again = try await opened.store.append([event])
        try expect("duplicate mark of its key", again.map(\.isDuplicate), [false])
    }

    func reopeningKeepsLoggedEvents() async throws {
        try await insert("wh_a")
        try await deliver("evt_1", logLimit: 1)
        clock.advance(by: .seconds(3 * 86400))
        let opened = try await reopened()
        try expect("pruned while in the log", try await opened.maintain().pruned, 0)
        try await opened.deliver("evt_2", logLimit: 1)
        try expect("pruned when out of it", try await opened.maintain().pruned, 1)
        try expect("log", try await opened.loggedIDs("wh_a"), ["evt_2"])
    }

    func reopeningKeepsOpenEvents() async throws {
        try await insert("wh_a")
        try await publish("evt_1")
        let first = try await claimOne("to fail")
        try await settle(first, .nextRound(after: .seconds(3 * 86400)), logLimit: 1)
        try await deliver("evt_2", logLimit: 1)
        try expect("log", try await loggedIDs("wh_a"), ["evt_2"])
        clock.advance(by: .seconds(2 * 86400))
        let opened = try await reopened()
        try expect("pruned", try await opened.maintain().pruned, 0)
        opened.clock.advance(by: .seconds(86400))
        try expect("claimed", try await opened.claim().eventIDs, ["evt_1"])
    }

    func reopeningKeepsEverything() async throws {
        try await insert("wh_a")
        try await insert("wh_b") { $0.events = [.taskCreated] }
        try await deliver("evt_1")
        try await publish("evt_2")
        try await settle(try await claimOne("to fail"), .nextRound(after: .seconds(60)))
        try await publish("evt_3", type: .taskCreated)
        try await changeHealth("wh_b", .deactivate(.gone))
        let before = try await image()
        let opened = try await reopened().reopened()
        try expectSame(try await opened.image(), before)
        try expectCount("notices", try await opened.notices(), 1)
        opened.clock.advance(by: .seconds(60))
        try expect("claimed", try await opened.claim().eventIDs.sorted(), ["evt_2", "evt_3"])
    }

    func reopeningAfterMuchTrafficKeepsEverything() async throws {
        try await insert("wh_a")
        let data = Array("\"".utf8) + Array(repeating: 0x61, count: 30_000) + Array("\"".utf8)
        for turn in 0..<30 {
            for part in 0..<10 {
                let id = "evt_\(turn)_\(part)"
                let event = try StoreFixtures.event(id, scope: scope(), data: data, key: id)
                _ = try await store.append([event])
            }
            let claimed = try await claim().deliveries
            let settlements = claimed.enumerated().map { index, claimed in
                settlement(
                    claimed,
                    index == 9 ? .nextRound(after: .seconds(90_000)) : .succeeded
                )
            }
            _ = try await store.settle(SettleRequest(settlements: settlements, logLimit: 20))
            clock.advance(by: .seconds(2000))
            try await maintain(window: .seconds(20_000))
        }
        let before = try await image()
        let opened = try await reopened()
        try expectSame(try await opened.image(), before)
        opened.clock.advance(by: .seconds(90_000))
        let claimed = try await opened.claim(limit: 100).deliveries
        try expectCount("claimed", claimed, 30)
        for claimed in claimed {
            let event = claimed.event.event
            try expect("body of \(event.id)", Array(event.data), data)
        }
    }
}
