import Testing

@testable import WebhookKit

/// Whole schedules, walked from the first attempt to the end.
@Suite struct DeliveryPolicyScheduleTests {
    /// One attempt of a walk.
    struct Tried: Equatable {
        var round: Int
        /// Since the first attempt began.
        var start: Duration
    }

    /// Walks until the event is given up; each attempt takes `length` and fails in the same way.
    static func walk(
        _ policy: DeliveryPolicy,
        failing failure: AttemptFailure,
        length: Duration,
        chance: Double,
        hint: Duration? = nil
    ) throws -> (tried: [Tried], end: Duration) {
        var now = Duration.zero
        var progress = Delivery.Progress()
        var tried: [Tried] = []
        for _ in 0..<1000 {
            tried.append(Tried(round: progress.failedRounds + 1, start: now))
            now += length
            let attempt = DeliveryPolicy.FailedAttempt(
                failure: failure,
                progress: progress,
                elapsed: now,
                hint: hint,
                isExempt: false
            )
            switch policy.verdict(after: attempt, chance: chance) {
            case .quickRetry(let delay):
                progress.quickRetries += 1
                now += delay
            case .nextRound(let delay):
                progress.failedRounds += 1
                progress.quickRetries = 0
                now += delay
            case .gaveUp, .gone: return (tried, now)
            case .succeeded, .released:
                Issue.record("a failure became a success or nothing")
                return (tried, now)
            }
        }
        Issue.record("no end after 1,000 attempts")
        return (tried, now)
    }

    /// D-3.
    @Test func gladlyHasFiveRoundsWithTheseGaps() throws {
        let (tried, end) = try Self.walk(
            .gladly,
            failing: Samples.timeout,
            length: .zero,
            chance: 0
        )
        let starts = [0, 60, 360, 1260, 3060].map { Duration.seconds($0) }
        #expect(tried.map(\.start) == starts)
        #expect(tried.map(\.round) == [1, 2, 3, 4, 5])
        #expect(end == .seconds(3060))
    }

    @Test func gladlyTriesPassingFailuresFourTimesARound() throws {
        let (tried, _) = try Self.walk(
            .gladly,
            failing: Samples.refused,
            length: .zero,
            chance: 0
        )
        #expect(tried.map(\.round) == (1...5).flatMap { Array(repeating: $0, count: 4) })
        #expect(
            tried.prefix(5).map(\.start) == [0, 5, 10, 15, 75].map { Duration.seconds($0) }
        )
    }

    @Test func gladlyTakes3588SecondsAtWorst() throws {
        let gladly = DeliveryPolicy.gladly
        let (tried, end) = try Self.walk(
            gladly,
            failing: Samples.refused,
            length: gladly.deadline,
            chance: 1
        )
        #expect(tried.count == 20)
        #expect(end == .seconds(3588))
        #expect(end <= gladly.window)
    }

    /// D-5.
    @Test func glassixEndsWithItsThirteenthRoundAt72Hours() throws {
        for chance in [0, 0.5, 1] {
            for length in [Duration.zero, .seconds(20)] {
                let (tried, _) = try Self.walk(
                    .glassix,
                    failing: Samples.status(503),
                    length: length,
                    chance: chance
                )
                #expect(tried.count == 13)
                #expect(tried.last == Tried(round: 13, start: .seconds(72 * 3600)))
            }
        }
        let (plain, _) = try Self.walk(
            .glassix,
            failing: Samples.status(503),
            length: .zero,
            chance: 0
        )
        let minutes = [0, 1, 6, 21, 81, 201, 441, 921, 1641, 2361, 3081, 3801, 4320]
        #expect(plain.map(\.start) == minutes.map { Duration.seconds($0 * 60) })
        #expect(DeliveryPolicy.glassix.deadline == .seconds(20))
        #expect(DeliveryPolicy.glassix.exhaustion == .giveUp)
        #expect(DeliveryPolicy.glassix.failingLimit == nil)
    }

    @Test func standardWebhooksHasTenRounds() throws {
        let policy = DeliveryPolicy.standardWebhooks
        let (tried, _) = try Self.walk(
            policy,
            failing: Samples.refused,
            length: .zero,
            chance: 0
        )
        let hours = [2, 5, 10, 14, 20, 24].reduce(into: [0]) { $0.append(($0.last ?? 0) + $1) }
        let starts = [0, 5, 305] + hours.map { 2105 + $0 * 3600 }
        #expect(tried.map(\.start) == starts.map { Duration.seconds($0) })
        let (_, worst) = try Self.walk(
            policy,
            failing: Samples.refused,
            length: policy.deadline,
            chance: 1
        )
        #expect(worst <= policy.window)
        #expect(policy.failingLimit == .seconds(5 * 24 * 3600))
        #expect(policy.exhaustion == .giveUp)
    }

    @Test(arguments: [DeliveryPolicy.gladly, .standardWebhooks, .glassix])
    func chanceOnlyAddsAtMostItsFraction(_ policy: DeliveryPolicy) {
        for round in 0..<policy.gaps.count - (policy.lastRound == .atEndOfWindow ? 1 : 0) {
            var last = Duration.zero
            for chance in [0, 0.25, 0.5, 0.999] {
                var progress = Delivery.Progress()
                progress.failedRounds = round
                let verdict = policy.verdict(
                    after: .init(
                        failure: Samples.timeout,
                        progress: progress,
                        elapsed: .seconds(1),
                        hint: nil,
                        isExempt: false
                    ),
                    chance: chance
                )
                guard case .nextRound(let delay) = verdict else {
                    Issue.record("\(verdict)")
                    return
                }
                #expect(delay >= policy.gaps[round])
                #expect(delay <= policy.gaps[round] * (1 + policy.jitter))
                #expect(chance == 0 ? delay == policy.gaps[round] : delay > last)
                last = delay
            }
        }
    }

    /// Whatever the receiver asks for, all rounds are planned inside the window.
    @Test(arguments: [DeliveryPolicy.gladly, .standardWebhooks, .glassix])
    func noHintPushesARoundOutOfTheWindow(_ policy: DeliveryPolicy) throws {
        for hint in [0, 2, 5, 6, 90, 4000, 100_000, 31_536_000] {
            for chance in [0, 1.0] {
                let (tried, _) = try Self.walk(
                    policy,
                    failing: Samples.status(hint % 2 == 0 ? 429 : 503),
                    length: policy.deadline,
                    chance: chance,
                    hint: .seconds(hint)
                )
                #expect(tried.last?.round == policy.rounds)
                let last = try #require(tried.last(where: { $0.round == policy.rounds }))
                let first = try #require(tried.first(where: { $0.round == last.round }))
                #expect(first.start <= policy.window, "hint \(hint)")
            }
        }
    }
}
