import Testing
import WebhookKitTesting

@testable import WebhookKit

/// Random steps, with everything that the state counts counted anew after each.
struct StoreStateRandomTests {
    private static let organizations = ["one", "two"]
    private static let webhooks = ["wh_a", "wh_b", "wh_c"]
    private static let types: [EventType] = [.taskCreated, .messageCreated, .conversationCreated]

    @Test(arguments: UInt64(1)...24)
    func countsStayRight(seed: UInt64) throws {
        var random: any RandomNumberGenerator = SeededRandom(seed: seed)
        var bench = StateBench()
        var steps: [String] = []
        for number in 0..<400 {
            steps.append(try step(number, &bench, using: &random))
            bench.clock.advance(by: .milliseconds(Int.random(in: 0...50, using: &random)))
            let wrong = bench.state.audit()
            guard wrong.isEmpty else {
                Issue.record("step \(number) of seed \(seed), \(steps.suffix(8)): \(wrong)")
                return
            }
        }
        // Whatever is left can go.
        for name in Self.organizations {
            _ = bench.state.remove(.organization(try Organization(name)))
        }
        #expect(bench.state.audit() == [])
        #expect(bench.state.events.timeline.count == 0)
        #expect(bench.state.webhooks.removed.isEmpty)
        #expect(bench.state.deliveries.named.isEmpty)
        #expect(bench.state.backlog(at: bench.time) == Backlog())
    }

    private func step(
        _ number: Int,
        _ bench: inout StateBench,
        using random: inout any RandomNumberGenerator
    ) throws -> String {
        let scope = try StateBench.scope(
            Self.organizations.randomElement(using: &random) ?? "one"
        )
        let id = Self.webhooks.randomElement(using: &random) ?? "wh_a"
        let type = Self.types.randomElement(using: &random) ?? .taskCreated
        let lease = bench.held.randomElement(using: &random)
        switch Int.random(in: 0..<40, using: &random) {
        case 0..<8:
            try bench.publish("evt_\(number)", in: scope, type: type)
            return "publish"
        case 8..<16:
            let limit = Int.random(in: 1...6, using: &random)
            try bench.claim(limit: limit, isIdle: Bool.random(using: &random))
            return "claim"
        case 16..<23:
            guard let lease else { return "nothing" }
            let delay = Duration.seconds(Int.random(in: 0...300, using: &random))
            let verdict = [
                .succeeded, .gaveUp, .nextRound(after: delay), .released(after: delay),
                Settlement.Verdict.quickRetry(after: delay),
            ].randomElement(using: &random)
            let policy = DeliveryPolicy(window: .seconds(3600), gaps: [], exhaustion: .deactivate)
            let isLast = Int.random(in: 0..<4, using: &random) == 0
            bench.settle(lease, verdict ?? .succeeded, policy: isLast ? policy : .glassix)
            return "settle"
        case 23..<26:
            bench.clock.advance(by: .seconds(61))
            return "expire"
        case 26..<29:
            guard let event = bench.state.events.timeline.all.randomElement(using: &random) else {
                return "nothing"
            }
            let request = RequeueRequest.resend(
                event.id,
                to: try Webhook.ID(id),
                scope: event.scope.scope,
                as: try Delivery.ID("dlv_\(number)")
            )
            try? bench.state.requeue(request, at: bench.time)
            return "resend"
        case 29:
            guard let parked = bench.state.deliveries.parked.randomElement(using: &random) else {
                return "nothing"
            }
            let request = RequeueRequest.resume(parked.id, scope: parked.event.scope.scope)
            try bench.state.requeue(request, at: bench.time)
            return "resume"
        case 30..<32:
            let isOrdered = Bool.random(using: &random)
            try? bench.insert(id, in: scope) { $0.flow.isOrdered = isOrdered }
            return "insert"
        case 32..<34:
            let input = [WebhookHealth.Input.activate, .pause, .deactivate(.manual), .activate]
                .randomElement(using: &random)
            try? bench.change(id, in: scope, input ?? .activate)
            return "change"
        case 34..<36:
            let isOrdered = Bool.random(using: &random)
            let isNarrow = Bool.random(using: &random)
            try bench.edit(id, in: scope) {
                $0.events = isNarrow ? .types([type]) : .all
                $0.flow.isOrdered = isOrdered
            }
            return "edit"
        case 36:
            try bench.remove(id, in: scope)
            return "remove"
        case 37:
            bench.clock.advance(by: .seconds(1200))
            return "wait"
        case 38:
            bench.maintain(limit: Int.random(in: 1...20, using: &random))
            return "maintain"
        default:
            guard Int.random(in: 0..<4, using: &random) == 0 else { return "nothing" }
            _ = bench.state.remove(.organization(scope.organization))
            return "remove all"
        }
    }
}
