import WebhookKit

/// What waits is there after the store has been opened again.
struct ReopenedQueueChecks: StoreChecks {
    let trial: StoreTrial

    func reopeningKeepsEvents() async throws {
        try await insert("wh_a")
        let odd = Array("{\"ü\":\"👩🏽‍🚀 \\u0000 \u{7F}\u{2028}\"}".utf8)
        let large = Array("\"".utf8) + Array(repeating: 0x61, count: 262_142) + Array("\"".utf8)
        let events = [
            try StoreFixtures.event("evt_1", scope: scope(), data: odd, key: StoreFixtures.oddName),
            try StoreFixtures.event("evt_2", type: .taskClosed, scope: scope(), data: large),
            try StoreFixtures.event("evt_3", scope: scope(), data: [0x30]),
        ]
        let publications = try await store.append(events)
        let appendedAt = clock.now
        clock.advance(by: .seconds(5))
        let opened = try await reopened()
        let claimed = try await opened.claim().deliveries.sorted {
            $0.event.position < $1.event.position
        }
        try expect("positions", claimed.map(\.event.position), publications.map(\.position))
        for (event, claimed) in zip(events, claimed) {
            try expect("event \(event.id)", claimed.event.event, event)
            try expect("append time of \(event.id)", claimed.event.appendedAt, appendedAt)
            try expect("lag of \(event.id)", claimed.lag, .seconds(5))
        }
    }

    func reopeningReusesNoPosition() async throws {
        let first = try await publish("evt_1", "evt_2", "evt_3").map(\.position)
        clock.advance(by: .seconds(86401))
        try await maintain()
        var (opened, last) = (self, first.max() ?? Position(0))
        for id in ["evt_4", "evt_5"] {
            opened = try await opened.reopened()
            guard let next = try await opened.publish(id).first?.position, next > last else {
                throw BrokenPromise(message: "position of \(id): expected one after \(last)")
            }
            last = next
        }
    }

    func reopeningKeepsKeys() async throws {
        let event = try StoreFixtures.event("evt_1", scope: scope(), key: "k\u{0}1")
        let first = try await store.append([event])
        let opened = try await reopened()
        let again = try StoreFixtures.event("evt_2", scope: scope(), key: "k\u{0}1")
        let repeated = try await opened.store.append([again])
        try expect("duplicate mark", repeated.map(\.isDuplicate), [true])
        try expect("id", repeated.map(\.id), first.map(\.id))
        try expect("position", repeated.map(\.position), first.map(\.position))
        let bytes = Array("{\"n\":2}".utf8)
        let misuse = try StoreFixtures.event("evt_3", scope: scope(), data: bytes, key: "k\u{0}1")
        try await expectError(.keyReused, "a key with other bytes") {
            _ = try await opened.store.append([misuse])
        }
        try await expectError(.conflict, "an event id that is stored") {
            try await opened.publish("evt_1")
        }
    }

    func reopeningKeepsRetries() async throws {
        runForADay()
        try await insert("wh_a")
        try await publish("evt_1")
        let first = try await claimOne("the first attempt")
        try await settle(first, .quickRetry(after: .seconds(5)))
        clock.advance(by: .seconds(5))
        try await settle(try await claimOne("the second"), .nextRound(after: .seconds(60)))
        clock.advance(by: .seconds(20))
        let opened = try await reopened()
        let early = try await opened.claim()
        try expect("claimed too early", early.eventIDs, [])
        try expectNextDue("time to the next", early.nextDue, .seconds(40))
        opened.clock.advance(by: .seconds(40))
        let third = try await opened.claimOne("the third")
        let progress = third.delivery.progress
        try expect(
            "rounds, quick retries, attempts",
            [progress.failedRounds, progress.quickRetries, progress.attempts],
            [1, 0, 2]
        )
        try expect("expired leases", progress.expiredLeases, 0)
        try expect("delivery", third.delivery.id, first.delivery.id)
        try expect("age", third.sinceFirstAttempt, .seconds(65))
        try expect("lag", third.lag, .zero)
    }

    func reopeningTakesLeasesBack() async throws {
        runForADay()
        try await insert("wh_a")
        try await publish("evt_1")
        let lost = try await claimOne("the first process")
        clock.advance(by: .seconds(10))
        let opened = try await reopened()
        opened.clock.advance(by: .seconds(61))
        let claimed = try await opened.claimOne("the second process, after the lease time")
        try expect("delivery", claimed.delivery.id, lost.delivery.id)
        try expectAbove("the epoch", claimed.lease.epoch, lost.lease.epoch)
        try expect("the lost result", try await opened.settle(lost, .succeeded), .fenced)
        let result = try await opened.settle(claimed, .succeeded)
        try expect("the present result is fenced", result == .fenced, false)
        try expect("backlog", try await opened.store.backlog(), Backlog())
    }

    func reopeningFreesWhatWasHeld() async throws {
        try await insert("wh_a") { $0.flow.concurrency = 1 }
        try await publish("evt_1")
        let first = try await claimOne("the first process")
        var opened = self
        for turn in 2...6 {
            // Time stands still: nothing has expired.
            opened = try await opened.reopened()
            let claim = try await opened.claim()
            try expect("claimed at once by process \(turn)", claim.eventIDs, ["evt_1"])
            let progress = claim.deliveries.map(\.delivery.progress)
            try expect("expired leases", progress.map(\.expiredLeases), [0])
            try expect("attempts", progress.map(\.attempts), [0])
            try expect(
                "first attempt",
                progress.map(\.firstAttemptAt),
                [first.delivery.progress.firstAttemptAt]
            )
        }
        try expectCount("parked", try await opened.store.backlog().parked, 0)
    }

    func reopeningKeepsSuspects() async throws {
        try await insert("wh_a")
        try await publish("evt_1")
        try await expire(3)
        _ = try await claim()
        let opened = try await reopened()
        let busy = try await opened.claim()
        try expect("claimed by a busy worker", busy.eventIDs, [])
        try expect("told that a suspect waits", busy.hasSuspects, true)
        let claimed = try await opened.claimOne("an idle worker", isIdle: true)
        try expect("expired leases", claimed.delivery.progress.expiredLeases, 3)
    }

    func reopeningKeepsParkedDeliveries() async throws {
        try await insert("wh_a")
        try await publish("evt_1")
        try await expire(4)
        _ = try await claim(isIdle: true)
        let parked = try await store.backlog().parked
        let opened = try await reopened()
        try expect("claimed", try await opened.claim(isIdle: true).eventIDs, [])
        try expect("parked", try await opened.store.backlog().parked, parked)
        guard let id = parked.first else { throw BrokenPromise(message: "nothing was parked") }
        try await opened.store.requeue(.resume(id, scope: scope()))
        let claimed = try await opened.claimOne("the resumed delivery")
        try expect("delivery", claimed.delivery.id, id)
        try expect("expired leases", claimed.delivery.progress.expiredLeases, 0)
    }

    func reopeningKeepsManualDeliveries() async throws {
        try await insert("wh_a")
        try await deliver("evt_1")
        try await changeHealth("wh_a", .deactivate(.manual))
        try await resend("evt_1", to: "wh_a", as: "dlv_given")
        let opened = try await reopened()
        let claimed = try await opened.claimOne("the resend")
        try expect("id", claimed.delivery.id.string, "dlv_given")
        try expect("kind", claimed.delivery.kind, .manual)
        try await opened.settle(claimed, .gaveUp, policy: StoreFixtures.oneRound)
        try expectCount("notices of a failed resend", try await opened.notices(), 0)
    }

    func reopeningKeepsOrder() async throws {
        try await insert("wh_a") { $0.flow.isOrdered = true }
        try await publish("evt_1", "evt_2", "evt_3")
        let first = try await claimOne("the first")
        try await settle(first, .nextRound(after: .seconds(60)))
        var opened = try await reopened()
        let blocked = try await opened.claim()
        try expect("claimed behind a failed one", blocked.eventIDs, [])
        try expectNextDue("time to the next", blocked.nextDue, .seconds(60))
        opened.clock.advance(by: .seconds(60))
        for id in ["evt_1", "evt_2", "evt_3"] {
            let next = try await opened.claimOne("the turn of \(id)")
            try expect("next", next.event.event.id.string, id)
            try await opened.settle(next, .succeeded)
            opened = try await opened.reopened()
        }
    }

    func reopeningKeepsRateLimits() async throws {
        runForADay()
        try await insert("wh_a") { $0.flow.deliveriesPerSecond = 0.1 }
        try await publish("evt_1", "evt_2")
        try await settle(try await claimOne("the first start"), .succeeded)
        clock.advance(by: .seconds(4))
        let opened = try await reopened()
        let early = try await opened.claim()
        try expect("claimed too early", early.eventIDs, [])
        try expectNextDue("time to the next", early.nextDue, .seconds(6))
        opened.clock.advance(by: .seconds(6))
        _ = try await opened.claimOne("the second start")
    }

    func reopeningKeepsQueuesVoid() async throws {
        try await insert("wh_a")
        try await publish("evt_1", "evt_2")
        try await changeHealth("wh_a", .deactivate(.manual))
        try await changeHealth("wh_a", .activate)
        try await publish("evt_3")
        let opened = try await reopened()
        try expect("claimed", try await opened.claim().eventIDs, ["evt_3"])
        try expect("marked skipped", try await opened.maintain().skipped, 2)
        let backlog = try await opened.reopened().store.backlog()
        try expect("waiting or leased", backlog.waiting + backlog.leased, 1)
    }

    func reopeningKeepsTypesDropped() async throws {
        try await insert("wh_a") { $0.events = [.taskCreated, .messageCreated] }
        try await publish("evt_1", type: .taskCreated)
        try await edit("wh_a") { $0.events = [.messageCreated] }
        let opened = try await reopened()
        try await opened.edit("wh_a") { $0.events = [.taskCreated, .messageCreated] }
        try expect("claimed of what was dropped", try await opened.claim().eventIDs, [])
        try await opened.publish("evt_2", type: .taskCreated)
        try expect("claimed of what came later", try await opened.claim().eventIDs, ["evt_2"])
    }

    func reopeningKeepsTheBacklog() async throws {
        runForADay()
        try await insert("wh_a")
        try await publish("evt_1")
        try await expire(4)
        _ = try await claim(isIdle: true)
        try await publish("evt_2")
        try await settle(try await claimOne("to fail"), .nextRound(after: .seconds(300)))
        try await publish("evt_3", "evt_4")
        clock.advance(by: .seconds(9))
        let before = try await store.backlog()
        try expect("before", [before.waiting, before.leased, before.parked.count], [3, 0, 1])
        try expect("age before", before.oldestDueAge, .seconds(9))
        try expect("after", try await reopened().store.backlog(), before)
    }
}
