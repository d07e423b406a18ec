import Testing
import WebhookKit

/// Who may have how many of a process's slots (D-10).
@Suite struct SlotLedgerTests {
    @Test func aQuarterIsForTheQuietAndAQuarterIsKeptFromTheSlow() throws {
        var ledger = SlotLedger(slots: 256)
        var request = try limits(of: &ledger)
        #expect((request.quietLimit, request.slowLimit) == (64, 192))
        let attempts = try [Responsiveness.unproven, .silent, .slow, .prompt].map {
            ledger.begin(try Webhook.ID("wh_\($0.rawValue)"), $0, at: .zero)
        }
        request = try limits(of: &ledger)
        #expect((request.quietLimit, request.slowLimit) == (62, 189))
        for attempt in attempts { ledger.end(attempt) }
        request = try limits(of: &ledger)
        #expect((request.quietLimit, request.slowLimit) == (64, 192))
        #expect(ledger.count == 0)
    }

    /// Those that fail at once free their slots at once: their attempts are counted too.
    /// Fault 53.
    @Test func oneAttemptInSixteenIsForTheQuietWhileOthersWait() throws {
        var ledger = SlotLedger(slots: 256)
        let (quiet, prompt) = (try Webhook.ID("wh_quiet"), try Webhook.ID("wh_prompt"))
        #expect(try limits(of: &ledger).quietTurn == 64)
        for _ in 0..<64 { ledger.end(ledger.begin(quiet, .silent, at: .zero)) }
        #expect(try limits(of: &ledger).quietTurn == 0)
        #expect(try limits(of: &ledger).quietLimit == 64, "in slots that are left")
        for _ in 0..<15 { ledger.end(ledger.begin(prompt, .prompt, at: .zero)) }
        #expect(try limits(of: &ledger).quietTurn == 0)
        ledger.end(ledger.begin(prompt, .prompt, at: .zero))
        #expect(try limits(of: &ledger).quietTurn == 1)
        for _ in 0..<10_000 { ledger.end(ledger.begin(prompt, .prompt, at: .zero)) }
        #expect(try limits(of: &ledger).quietTurn == 64)
    }

    @Test(arguments: [(1, 1, 1), (2, 1, 1), (3, 1, 2), (4, 1, 3), (7, 1, 6), (8, 2, 6)])
    func everyGroupHasASlotHoweverFewThereAre(slots: Int, quiet: Int, slow: Int) throws {
        var ledger = SlotLedger(slots: slots)
        let request = try limits(of: &ledger)
        #expect((request.quietLimit, request.slowLimit) == (quiet, slow))
    }

    @Test func whatTakesOverASecondIsOverdueUntilItEnds() throws {
        var ledger = SlotLedger(slots: 16)
        let (first, second) = (try Webhook.ID("wh_1"), try Webhook.ID("wh_2"))
        let attempts = [
            ledger.begin(first, .prompt, at: .zero),
            ledger.begin(first, .prompt, at: .zero),
            ledger.begin(second, .slow, at: .milliseconds(1)),
        ]
        var request = try limits(of: &ledger, at: .seconds(1))
        #expect(request.overdue == [])
        request = try limits(of: &ledger, at: .milliseconds(1001))
        #expect(request.overdue == [first])
        #expect(request.quietLimit == 2, "two of four are held by one that has begun to hang")
        request = try limits(of: &ledger, at: .milliseconds(1002))
        #expect(request.overdue == [first, second])
        #expect(request.quietLimit == 2, "slow ones have a share of their own")
        ledger.end(attempts[0])
        request = try limits(of: &ledger, at: .seconds(2))
        #expect(request.overdue == [first, second])
        ledger.end(attempts[1])
        ledger.end(attempts[2])
        request = try limits(of: &ledger, at: .seconds(2))
        #expect(request.overdue == [])
        #expect((request.quietLimit, request.slowLimit) == (4, 12))
    }

    @Test func slowOnesKeepNobodyOut() throws {
        var ledger = SlotLedger(slots: 16)
        for index in 0..<12 {
            _ = ledger.begin(try Webhook.ID("wh_\(index)"), .slow, at: .zero)
        }
        var request = try limits(of: &ledger, at: .seconds(2))
        #expect((request.quietLimit, request.slowLimit) == (1, 0))
        _ = ledger.begin(try Webhook.ID("wh_new"), .unproven, at: .seconds(2))
        request = try limits(of: &ledger, at: .seconds(2))
        #expect((request.quietLimit, request.slowLimit) == (0, 0))
    }

    @Test func oneNewWebhookIsTriedHoweverManyHang() throws {
        var ledger = SlotLedger(slots: 16)
        for index in 0..<15 {
            _ = ledger.begin(try Webhook.ID("wh_\(index)"), .prompt, at: .zero)
        }
        var request = try limits(of: &ledger, at: .seconds(2))
        #expect(request.quietLimit == 1)
        _ = ledger.begin(try Webhook.ID("wh_new"), .unproven, at: .seconds(2))
        request = try limits(of: &ledger, at: .seconds(2))
        #expect(request.quietLimit == 0)
    }

    @Test func withFewSlotsGroupsTakeTurns() throws {
        var ledger = SlotLedger(slots: 1)
        #expect(try !limits(of: &ledger).beginsWithPrompt)
        ledger.end(ledger.begin(try Webhook.ID("wh_1"), .silent, at: .zero))
        let request = try limits(of: &ledger)
        #expect(request.beginsWithPrompt)
        #expect(SlotPlanner(request).groups.first == .prompt)
        ledger.end(ledger.begin(try Webhook.ID("wh_2"), .prompt, at: .zero))
        #expect(try !limits(of: &ledger).beginsWithPrompt)
        var large = SlotLedger(slots: 4)
        _ = large.begin(try Webhook.ID("wh_1"), .silent, at: .zero)
        #expect(try !limits(of: &large).beginsWithPrompt)
    }

    /// Fault 55.
    @Test func aScopeHoldsHalfAndAloneAllButForAQuarterSoonAfterAnother() throws {
        var ledger = SlotLedger(slots: 16)
        let (hook, first) = (try Webhook.ID("wh_1"), Scope.default)
        let other = try Scope(organization: Organization("other"))
        var request = try limits(of: &ledger)
        #expect([request.scopeLimit, request.scopeMaximum] == [8, 16])
        let attempts = (0..<3).map { _ in ledger.begin(hook, in: first, .prompt, at: .zero) }
        request = try limits(of: &ledger, at: .zero)
        #expect(request.held == [first: 3])
        #expect(request.scopeMaximum == 16)
        let last = ledger.begin(hook, in: other, .prompt, at: .seconds(1))
        _ = ledger.begin(hook, in: first, .prompt, at: .seconds(2))
        ledger.end(last)
        for attempt in attempts { ledger.end(attempt) }
        request = try limits(of: &ledger, at: .seconds(60))
        #expect(request.held == [first: 1])
        #expect(request.scopeMaximum == 12, "the other one was there a minute ago")
        request = try limits(of: &ledger, at: .seconds(61))
        #expect(request.scopeMaximum == 16)
        var tiny = SlotLedger(slots: 1)
        request = try limits(of: &tiny)
        #expect([request.scopeLimit, request.scopeMaximum] == [1, 1])
    }

    @Test func thePlannerLetsScopesHaveWhatOthersLeave() throws {
        let other = try Scope(organization: Organization("other"))
        var request = ClaimRequest(owner: try WorkerID("wrk_1"), limit: 8, isIdle: false)
        request.held = [.default: 3]
        (request.scopeLimit, request.scopeMaximum) = (4, 6)
        var planner = SlotPlanner(request)
        #expect([planner.share(of: .default), planner.share(of: other)] == [1, 4])
        var changes = planner.fillUp()
        #expect(!changes, "nobody is kept back yet")
        planner.take(.prompt, for: .default)
        #expect(planner.share(of: .default) == 0)
        changes = planner.fillUp()
        #expect(changes)
        #expect([planner.share(of: .default), planner.share(of: other)] == [2, 6])
        changes = planner.fillUp()
        #expect(!changes, "once")
        planner = SlotPlanner(ClaimRequest(owner: request.owner, limit: .max, isIdle: false))
        #expect(planner.share(of: other) == .max)
        planner.take(.slow, for: other)
        changes = planner.fillUp()
        #expect(!changes)
    }

    @Test func whatHasEndedTwiceCountsOnce() throws {
        var ledger = SlotLedger(slots: 4)
        let attempt = ledger.begin(try Webhook.ID("wh_1"), .silent, at: .zero)
        ledger.end(attempt)
        ledger.end(attempt)
        #expect(ledger.count == 0)
        #expect(try limits(of: &ledger).quietLimit == 1)
    }

    private func limits(
        of ledger: inout SlotLedger,
        at now: Duration = .zero
    ) throws -> ClaimRequest {
        var request = ClaimRequest(owner: try WorkerID("wrk_1"), limit: 1, isIdle: false)
        ledger.limit(&request, at: now)
        return request
    }
}
