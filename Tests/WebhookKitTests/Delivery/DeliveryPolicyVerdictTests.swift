import Testing

@testable import WebhookKit

@Suite struct DeliveryPolicyVerdictTests {
    private static func verdict(
        _ policy: DeliveryPolicy = .gladly,
        _ failure: AttemptFailure,
        failedRounds: Int = 0,
        quickRetries: Int = 0,
        elapsed: Duration = .seconds(1),
        hint: Duration? = nil,
        isExempt: Bool = false
    ) -> Settlement.Verdict {
        var progress = Delivery.Progress()
        progress.failedRounds = failedRounds
        progress.quickRetries = quickRetries
        return policy.verdict(
            after: .init(
                failure: failure,
                progress: progress,
                elapsed: elapsed,
                hint: hint,
                isExempt: isExempt
            ),
            chance: 0
        )
    }

    /// D-4.
    @Test(arguments: AttemptFailure.Kind.allCases)
    func onlyPassingFailuresAreTriedAgainInTheRound(_ kind: AttemptFailure.Kind) {
        let isPassing = [.transient, .dns, .connect].contains(kind)
        let verdict = Self.verdict(.gladly, AttemptFailure(kind: kind, detail: ""))
        if kind == .gone {
            #expect(verdict == .gone)
        } else {
            #expect(
                verdict
                    == (isPassing
                        ? .quickRetry(after: .seconds(5)) : .nextRound(after: .seconds(60)))
            )
        }
        #expect(
            Self.verdict(.glassix, AttemptFailure(kind: kind, detail: ""))
                == (kind == .gone ? .gone : .nextRound(after: .seconds(60)))
        )
    }

    @Test(arguments: [408, 409, 429, 504])
    func theseStatusesAreTriedFourTimes(_ status: Int) {
        let failure = Samples.status(status)
        for used in 0..<3 {
            #expect(
                Self.verdict(.gladly, failure, quickRetries: used)
                    == .quickRetry(after: .seconds(5))
            )
        }
        #expect(
            Self.verdict(.gladly, failure, quickRetries: 3) == .nextRound(after: .seconds(60))
        )
        #expect(Self.verdict(.gladly, failure, failedRounds: 4, quickRetries: 3) == .gaveUp)
    }

    @Test func goneEndsItUnlessExemptOrSwitchedOff() {
        let gone = Samples.status(410)
        #expect(Self.verdict(.gladly, gone) == .gone)
        #expect(
            Self.verdict(.gladly, gone, isExempt: true) == .nextRound(after: .seconds(60))
        )
        var policy = DeliveryPolicy.gladly
        policy.deactivatesWhenGone = false
        #expect(Self.verdict(policy, gone) == .nextRound(after: .seconds(60)))
        #expect(Self.verdict(policy, gone, failedRounds: 4) == .gaveUp)
    }

    @Test func shortHintsChangeNothing() {
        for hint in [0, 2, 5] {
            #expect(
                Self.verdict(.gladly, Samples.status(429), hint: .seconds(hint))
                    == .quickRetry(after: .seconds(5))
            )
            #expect(
                Self.verdict(.gladly, Samples.status(503), hint: .seconds(hint))
                    == .nextRound(after: .seconds(60))
            )
        }
    }

    /// D-7.
    @Test func longerHintsEndTheQuickRetriesAndDelayTheRound() {
        #expect(
            Self.verdict(.gladly, Samples.status(429), hint: .milliseconds(5001))
                == .nextRound(after: .seconds(60))
        )
        #expect(
            Self.verdict(.gladly, Samples.status(429), hint: .seconds(100))
                == .nextRound(after: .seconds(100))
        )
    }

    /// D-7.
    @Test func hintsLeaveRoomForTheRemainingRounds() {
        // After round 1, 3,600 - 15 - (3,000 of gaps with 5 % + 3 rounds of 75) are left.
        #expect(
            Self.verdict(
                .gladly,
                Samples.status(503),
                elapsed: .seconds(15),
                hint: .seconds(3600)
            ) == .nextRound(after: .seconds(3600 - 15 - 3150 - 225))
        )
        // Before the last round the whole rest of the window is left.
        #expect(
            Self.verdict(
                .gladly,
                Samples.status(503),
                failedRounds: 3,
                elapsed: .seconds(1300),
                hint: .seconds(365 * 86_400)
            ) == .nextRound(after: .seconds(2300))
        )
    }

    @Test(arguments: [DeliveryPolicy.gladly, .glassix, .standardWebhooks])
    func clockFarAheadMakesNoBurst(_ policy: DeliveryPolicy) {
        for failedRounds in 0..<policy.gaps.count {
            for hint in [nil, Duration.seconds(3600)] {
                let verdict = Self.verdict(
                    policy,
                    Samples.status(503),
                    failedRounds: failedRounds,
                    elapsed: .seconds(10 * 86_400),
                    hint: hint
                )
                let isFlexible =
                    policy.lastRound == .atEndOfWindow && failedRounds == policy.gaps.count - 1
                let own = policy.gaps[isFlexible ? 0 : failedRounds]
                #expect(verdict == .nextRound(after: own))
            }
        }
    }

    @Test func policyWithoutGapsHasOneRound() {
        let policy = DeliveryPolicy(window: .seconds(60), gaps: [])
        #expect(policy.rounds == 1)
        #expect(Self.verdict(policy, Samples.status(500)) == .gaveUp)
    }
}
