import Testing
import WebhookKit
import WebhookKitSQLite
import WebhookKitTesting

struct RotationTests {
    /// A turn gives no webhook more than the claim's ``ClaimRequest/deliveriesPerTurn`` (D-10).
    @Test(arguments: [10, 100])
    func webhooksTakeTurns(limit: Int) async throws {
        let test = try await TestStore()
        for id in ["wh_1", "wh_2", "wh_3"] {
            try await test.trial.insert(id) { $0.flow.concurrency = 1000 }
        }
        for index in 0..<80 { try await test.trial.publish("evt_\(index)") }
        for _ in 1...2 {
            var counts: [String: Int] = [:]
            for id in try await test.trial.claim(limit: limit).webhookIDs {
                counts[id, default: 0] += 1
                let behind = counts.count < 3 ? 0 : counts.values.min() ?? 0
                #expect((counts.values.max() ?? 0) - behind <= max(1, limit / 25))
            }
            #expect(counts.values.reduce(0, +) == limit)
        }
    }

    /// The kit lets a store be late by a poll; this one tells it to the millisecond (B-2).
    @Test func tellsWhenTheNextIsDueToTheMillisecond() async throws {
        let test = try await TestStore()
        try await test.trial.insert("wh_1")
        try await test.trial.publish("evt_1")
        let delay = Duration.milliseconds(61_234)
        try await test.trial.settle(try await test.trial.claimOne("it"), .nextRound(after: delay))
        #expect(try await test.trial.claim().nextDue == delay)
        test.trial.clock.advance(by: delay - .milliseconds(1))
        #expect(try await test.trial.claim().nextDue == .milliseconds(1))
    }

    /// Who is saturated, or empty, is passed over in the same claim, however small that is.
    @Test func smallClaimsFindWorkBehindTheSaturated() async throws {
        let test = try await TestStore()
        for index in 1...40 {
            try await test.trial.insert("wh_\(index)", in: "org-\(index)") { webhook in
                webhook.flow.concurrency = index <= 39 ? 1 : 100
            }
            for event in 1...3 {
                try await test.trial.publish("evt_\(index)_\(event)", in: "org-\(index)")
            }
        }
        // Everyone has had a turn, and 39 of 40 can take no more.
        #expect(try await test.trial.claim(limit: 40).deliveries.count == 40)
        for _ in 1...2 {
            let claim = try await test.trial.claim(limit: 1)
            #expect(claim.webhookIDs == ["wh_40"])
        }
        let last = try await test.trial.claim(limit: 1)
        #expect(last.deliveries.isEmpty)
        #expect(last.nextDue == nil)
    }

    /// The same within one scope.
    @Test func smallClaimsFindWorkBehindTheSaturatedOfTheirScope() async throws {
        let test = try await TestStore()
        for index in 1...30 {
            try await test.trial.insert("wh_\(index)") { webhook in
                webhook.flow.concurrency = index <= 29 ? 1 : 100
            }
        }
        for event in 1...3 { try await test.trial.publish("evt_\(event)") }
        #expect(try await test.trial.claim(limit: 30).deliveries.count == 30)
        var claimed: [String] = []
        for _ in 1...2 { claimed += try await test.trial.claim(limit: 1).webhookIDs }
        #expect(claimed == ["wh_30", "wh_30"])
    }
}
