import Testing
import WebhookKit
import WebhookKitTesting

struct InMemoryWebhookStoreTests {
    private let clock = ManualClock()

    @Test func jumpsOfTheWallClockNeitherDelayNorHasten() throws {
        let store = InMemoryWebhookStore(clock: clock)
        _ = try store.insert(.sample("wh_1"), limit: 50)
        _ = try store.append([.sample(1, at: clock.now)])
        let request = ClaimRequest(owner: try WorkerID("wrk_1"), limit: 10, isIdle: false)
        let lease = try #require(store.claim(request).deliveries.first).lease
        let rules = WebhookHealth.Rules(policy: .gladly, isExempt: false)
        let settlement = Settlement(
            lease: lease,
            attempt: nil,
            verdict: .released(after: .seconds(60)),
            rules: rules
        )
        _ = store.settle(SettleRequest(settlements: [settlement]))
        clock.jumpWallTime(by: .seconds(10 * 86400))
        #expect(store.claim(request).nextDue == .seconds(60))
        clock.jumpWallTime(by: .seconds(-20 * 86400))
        clock.advance(by: .seconds(59))
        #expect(store.claim(request).deliveries.isEmpty)
        clock.advance(by: .seconds(1))
        #expect(store.claim(request).deliveries.count == 1)
    }

    @Test func absurdDelaysDoNotTrap() throws {
        let store = InMemoryWebhookStore(clock: clock)
        _ = try store.insert(.sample("wh_1"), limit: 50)
        _ = try store.append([.sample(1, at: clock.now)])
        let request = ClaimRequest(owner: try WorkerID("wrk_1"), limit: 10, isIdle: false)
        let lease = try #require(store.claim(request).deliveries.first).lease
        let rules = WebhookHealth.Rules(policy: .gladly, isExempt: false)
        let settlement = Settlement(
            lease: lease,
            attempt: nil,
            verdict: .released(after: .seconds(Int64.max)),
            rules: rules
        )
        #expect(store.settle(SettleRequest(settlements: [settlement])).results != [.fenced])
        #expect(store.claim(request).deliveries.isEmpty)
        let maintenance = MaintenanceRequest(limit: -1, recoveryWindow: .seconds(Int64.max))
        #expect(store.maintain(maintenance) == MaintenanceReport())
    }

    @Test func everythingIsSentWhileWebhooksComeAndGo() throws {
        let store = InMemoryWebhookStore(clock: clock)
        let random = SeededRandom(seed: 20_260_101)
        let rules = WebhookHealth.Rules(policy: .glassix, isExempt: false)
        let owner = try WorkerID("wrk_1")
        for index in 0..<8 { _ = try store.insert(.sample("wh_\(index)"), limit: 50) }
        for round in 0..<300 {
            _ = try store.append([.sample(round, at: clock.now)])
            let id = try Webhook.ID("wh_\(random.next() % 8)")
            let input: WebhookHealth.Input = random.next() % 2 == 0 ? .pause : .activate
            let change = WebhookChange.health(input, rules: rules)
            let update = WebhookUpdate(id: id, scope: .default, expecting: nil, change: change)
            _ = try store.update(update)
            let limit = Int(random.next() % 20)
            let claim = store.claim(ClaimRequest(owner: owner, limit: limit, isIdle: false))
            let settlements = claim.deliveries.filter { _ in random.next() % 8 != 0 }.map {
                let isDone = random.next() % 4 != 0
                return Settlement(
                    lease: $0.lease,
                    attempt: nil,
                    verdict: isDone ? .succeeded : .released(after: .seconds(30)),
                    rules: rules
                )
            }
            _ = store.settle(SettleRequest(settlements: settlements))
            clock.advance(by: .seconds(1))
        }
        for index in 0..<8 {
            let change = WebhookChange.health(.activate, rules: rules)
            let id = try Webhook.ID("wh_\(index)")
            _ = try store.update(
                WebhookUpdate(id: id, scope: .default, expecting: nil, change: change)
            )
        }
        var rounds = 0
        while store.backlog() != Backlog(), rounds < 1000 {
            rounds += 1
            let claim = store.claim(ClaimRequest(owner: owner, limit: 50, isIdle: true))
            let settlements = claim.deliveries.map {
                Settlement(lease: $0.lease, attempt: nil, verdict: .succeeded, rules: rules)
            }
            #expect(
                !store.settle(SettleRequest(settlements: settlements)).results.contains(.fenced)
            )
            clock.advance(by: claim.nextDue ?? .seconds(61))
        }
        #expect(store.backlog() == Backlog(), "after \(rounds) rounds")
    }
}
