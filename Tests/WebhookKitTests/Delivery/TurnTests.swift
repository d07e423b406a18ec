import Testing
import WebhookKit
import WebhookKitTesting

/// How much a webhook gets before the others have their turns (D-10).
struct TurnTests {
    private let clock = ManualClock()

    private func request(_ limit: Int) throws -> ClaimRequest {
        ClaimRequest(owner: try WorkerID("wrk_1"), limit: limit, isIdle: false)
    }

    @Test(arguments: [(0, 1), (1, 1), (49, 1), (50, 2), (100, 4), (256, 10), (1000, 40)])
    func turnGrowsWithTheClaim(limit: Int, perTurn: Int) throws {
        #expect(try request(limit).deliveriesPerTurn == perTurn)
    }

    @Test(arguments: [1, 25, 50, 100, 256])
    func webhooksTakeTurns(limit: Int) throws {
        let store = InMemoryWebhookStore(clock: clock)
        for id in ["wh_1", "wh_2", "wh_3"] { _ = try store.insert(.sample(id), limit: 50) }
        for number in 0..<400 {
            _ = try store.append([[.sample(number, at: clock.now)]])[0].get()
        }
        let request = try request(limit)
        for _ in 0..<4 {
            var counts: [Webhook.ID: Int] = [:]
            for claimed in store.claim(request).deliveries {
                counts[claimed.webhook.id, default: 0] += 1
                let behind = counts.count < 3 ? 0 : counts.values.min() ?? 0
                let most = counts.values.max() ?? 0
                #expect(most - behind <= request.deliveriesPerTurn)
            }
            #expect(counts.values.reduce(0, +) == limit)
        }
    }
}
