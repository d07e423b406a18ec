import Testing

@testable import WebhookKit

@Suite struct PolicyValidationTests {
    struct Wrong: CustomTestStringConvertible, Sendable {
        var field: String
        var change: @Sendable (inout DeliveryPolicy) -> Void
        init(_ field: String, _ change: @escaping @Sendable (inout DeliveryPolicy) -> Void) {
            self.field = field
            self.change = change
        }
        var testDescription: String { field }
    }

    static let wrong: [Wrong] = [
        Wrong("policy.deadline") { $0.deadline = .zero },
        Wrong("policy.deadline") { $0.deadline = .microseconds(999) },
        Wrong("policy.deadline") { $0.deadline = .microseconds(1001) },
        Wrong("policy.gaps[1]") { $0.gaps = [.zero, .nanoseconds(1)] },
        Wrong("policy.failingLimit") { $0.failingLimit = .microseconds(1500) },
        Wrong("policy.deadline") { $0.deadline = .seconds(301) },
        Wrong("policy.window") { $0.window = .zero },
        Wrong("policy.window") { $0.window = .seconds(60 * 86_400 + 1) },
        Wrong("policy.gaps") { $0.gaps = Array(repeating: .seconds(1), count: 100) },
        Wrong("policy.gaps[2]") { $0.gaps[2] = .seconds(-1) },
        Wrong("policy.gaps[0]") { $0.gaps[0] = .seconds(30 * 86_400 + 1) },
        Wrong("policy.jitter") { $0.jitter = -0.01 },
        Wrong("policy.jitter") { $0.jitter = 1.01 },
        Wrong("policy.jitter") { $0.jitter = .nan },
        Wrong("policy.jitter") { $0.jitter = .infinity },
        Wrong("policy.lastRound") {
            $0.gaps = []
            $0.lastRound = .atEndOfWindow
        },
        Wrong("policy.quickRetries.count") { $0.quickRetries?.count = 21 },
        Wrong("policy.quickRetries.count") { $0.quickRetries?.count = -1 },
        Wrong("policy.quickRetries.interval") { $0.quickRetries?.interval = .seconds(-1) },
        Wrong("policy.quickRetries.interval") { $0.quickRetries?.interval = .seconds(3601) },
        Wrong("policy.consecutiveFailureLimit") { $0.consecutiveFailureLimit = 0 },
        Wrong("policy.failingLimit") { $0.failingLimit = .zero },
    ]

    @Test(arguments: wrong)
    func refusesWhatIsOutOfBoundsAndNamesTheField(_ wrong: Wrong) {
        var policy = DeliveryPolicy.gladly
        wrong.change(&policy)
        #expect {
            try policy.validate()
        } throws: {
            ($0 as? FieldError)?.field == wrong.field
        }
    }

    @Test func takesThePresetsAndTheExtremes() throws {
        for preset in [DeliveryPolicy.gladly, .glassix, .standardWebhooks] {
            try preset.validate()
        }
        var widest = DeliveryPolicy(
            deadline: .seconds(300),
            window: .seconds(60 * 86_400),
            gaps: Array(repeating: .seconds(30 * 86_400), count: 99),
            jitter: 1,
            quickRetries: .init(count: 20, interval: .seconds(3600)),
            consecutiveFailureLimit: .max,
            failingLimit: .seconds(Int64.max)
        )
        try widest.validate()
        widest.lastRound = .atEndOfWindow
        try widest.validate()
        try DeliveryPolicy(
            deadline: .milliseconds(1),
            window: .milliseconds(1),
            gaps: [.zero],
            jitter: 0
        ).validate()
    }

    @Test func flowIsValidatedToo() throws {
        try DeliveryFlow().validate()
        try DeliveryFlow(concurrency: 1, deliveriesPerSecond: 0.001).validate()
        try DeliveryFlow(concurrency: 1000, deliveriesPerSecond: 100_000).validate()
        for concurrency in [0, -1, 1001] {
            #expect {
                try DeliveryFlow(concurrency: concurrency).validate()
            } throws: {
                ($0 as? FieldError)?.field == "flow.concurrency"
            }
        }
        for rate in [0, -1, 0.0009, 100_001, .nan, .infinity] {
            #expect {
                try DeliveryFlow(deliveriesPerSecond: rate).validate()
            } throws: {
                ($0 as? FieldError)?.field == "flow.deliveriesPerSecond"
            }
        }
    }

    @Test func claimRequestBoundsConcurrencyAndLease() throws {
        let request = ClaimRequest(owner: try Samples.worker(), limit: 10, isIdle: false)
        let planner = SlotPlanner(request)
        var webhook = try Samples.record().webhook
        #expect(planner.room(for: webhook, in: .prompt, leased: 0) == 4)
        #expect(planner.room(for: webhook, in: .slow, leased: 1) == 3)
        #expect(planner.room(for: webhook, in: .silent, leased: 0) == 1)
        #expect(request.leaseDuration(for: webhook) == .seconds(60))
        webhook.flow.concurrency = 9
        webhook.policy = .glassix
        #expect(planner.room(for: webhook, in: .prompt, leased: 0) == 9)
        #expect(planner.room(for: webhook, in: .unproven, leased: 0) == 1)
        #expect(request.leaseDuration(for: webhook) == .seconds(65))
        webhook.flow.concurrency = 0
        #expect(planner.room(for: webhook, in: .prompt, leased: 0) == 1)
        webhook.flow = DeliveryFlow(concurrency: 9, isOrdered: true)
        #expect(planner.room(for: webhook, in: .prompt, leased: 0) == 1)
    }

    @Test func backoffGrowsFrom50MillisecondsTo5Seconds() {
        var backoff = Backoff()
        let delays = (0..<100).map { _ in backoff.next() }
        #expect(delays.prefix(4) == [50, 100, 200, 400].map { .milliseconds($0) }[...])
        #expect(delays[7] == .seconds(5))
        #expect(delays.last == .seconds(5))
        backoff.clear()
        #expect(backoff.isClear && backoff.next() == .milliseconds(50))
    }
}
