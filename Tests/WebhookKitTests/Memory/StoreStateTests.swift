import Testing
import WebhookKitTesting

@testable import WebhookKit

struct StoreStateTests {
    /// A webhook with a delivery of every kind: leased and parked ones, suspects, some by hand.
    private func bench() throws -> StateBench {
        var bench = StateBench()
        let scope = try StateBench.scope()
        try bench.insert("wh_a", in: scope)
        try bench.insert("wh_b", in: scope) { $0.events = [.taskCreated] }
        for id in ["evt_parked", "evt_hand"] {
            let webhook = id == "evt_parked" ? "wh_a" : "wh_b"
            try bench.publish(id, in: scope, type: id == "evt_parked" ? .taskClosed : .taskCreated)
            try bench.resend(id, to: "wh_a", in: scope, as: "dlv_\(id)")
            for _ in 0..<8 {
                for claimed in try bench.claim(isIdle: true)
                where claimed.webhook.id.string == webhook && webhook == "wh_b" {
                    bench.settle(claimed.lease, .succeeded)
                }
                bench.clock.advance(by: .seconds(61))
            }
        }
        for id in ["evt_suspect", "evt_leased", "evt_waiting"] {
            try bench.publish(id, in: scope)
            try bench.resend(id, to: "wh_a", in: scope, as: "dlv_\(id)")
            if id == "evt_waiting" { break }
            for _ in 0..<(id == "evt_suspect" ? 3 : 1) {
                try bench.claim()
                if id == "evt_suspect" { bench.clock.advance(by: .seconds(61)) }
            }
        }
        return bench
    }

    @Test func removedWebhooksLetEverythingGo() throws {
        var bench = try bench()
        let scope = try StateBench.scope()
        #expect(bench.state.deliveries.parked.isEmpty == false)
        #expect(bench.state.deliveries.suspects.isEmpty == false)
        #expect(bench.state.deliveries.leases.count > 0 && bench.state.deliveries.waiting > 0)
        try bench.remove("wh_a", in: scope)
        #expect(bench.state.audit() == [])
        bench.maintain(limit: 1)
        #expect(bench.state.audit() == [])
        try bench.insert("wh_a", in: scope)
        try bench.remove("wh_b", in: scope)
        bench.maintain()
        bench.clock.advance(by: .seconds(3601))
        bench.maintain()
        #expect(bench.state.audit() == [])
        #expect(bench.state.events.timeline.all.map(\.id) == [])
        #expect(bench.state.webhooks.removed.isEmpty)
        #expect(bench.state.backlog(at: bench.time) == Backlog())
        #expect(try bench.claim(isIdle: true).isEmpty)
    }

    @Test func removedWebhooksLetGoWhatWasLeasedAsItsQueueBecameVoid() throws {
        var bench = StateBench()
        let scope = try StateBench.scope()
        try bench.insert("wh_a", in: scope)
        try bench.publish("evt_1", in: scope)
        try bench.claim()
        try bench.change("wh_a", in: scope, .deactivate(.manual))
        bench.maintain()
        try bench.remove("wh_a", in: scope)
        #expect(bench.state.audit() == [])
        bench.maintain()
        bench.clock.advance(by: .seconds(3601))
        bench.maintain()
        #expect(bench.state.events.timeline.count == 0)
        #expect(bench.state.webhooks.removed.isEmpty)
    }

    @Test func prunedEventsTakeNoNameThatIsUsedAnew() throws {
        var bench = StateBench()
        let scope = try StateBench.scope()
        for id in ["wh_a", "wh_b"] { try bench.insert(id, in: scope) { $0.events = [.taskClosed] } }
        try bench.publish("evt_1", in: scope)
        try bench.resend("evt_1", to: "wh_a", in: scope, as: "dlv_1")
        try bench.remove("wh_a", in: scope)
        bench.maintain()
        bench.clock.advance(by: .seconds(3601))
        try bench.publish("evt_2", in: scope)
        try bench.resend("evt_2", to: "wh_b", in: scope, as: "dlv_1")
        let claimed = try #require(try bench.claim().first)
        bench.maintain()
        #expect(bench.state.events.timeline.all.map(\.id.string) == ["evt_2"])
        #expect(bench.settle(claimed.lease, .succeeded) != .fenced)
    }

    @Test func organizationsGoInTheMiddleOfEverything() throws {
        var bench = try bench()
        let other = try StateBench.scope("other")
        try bench.insert("wh_a", in: other)
        try bench.publish("evt_1", in: other)
        try bench.remove("wh_b", in: try StateBench.scope())
        #expect(bench.state.remove(.organization(try Organization("org"))) == 1)
        #expect(bench.state.audit() == [])
        #expect(bench.state.webhooks.removed.isEmpty)
        #expect(bench.state.deliveries.waiting == 1 && bench.state.deliveries.leases.count == 0)
        #expect(try bench.claim(isIdle: true).map(\.webhook.webhook.scope) == [other])
        bench.clock.advance(by: .seconds(61))
        #expect(try bench.claim(isIdle: true).count == 1)
        bench.maintain()
        #expect(bench.state.audit() == [])
    }

    @Test func manyResendsOfOneEventAreKeptInOrderAndLetGo() throws {
        var bench = StateBench()
        let scope = try StateBench.scope()
        try bench.insert("wh_a", in: scope)
        try bench.publish("evt_1", in: scope)
        for index in 0..<3000 {
            try bench.resend("evt_1", to: "wh_a", in: scope, as: "dlv_\(index)")
        }
        #expect(bench.state.audit() == [])
        while let claimed = try bench.claim().first {
            bench.settle(claimed.lease, .succeeded, logLimit: 0)
            for lease in bench.held { bench.settle(lease, .succeeded, logLimit: 0) }
        }
        bench.clock.advance(by: .seconds(3601))
        bench.maintain()
        #expect(bench.state.events.timeline.count == 0)
        #expect(bench.state.deliveries.named.isEmpty)
    }
}
