extension DeliveryPolicy {
    /// What is known about a failed attempt when the next step is decided.
    struct FailedAttempt {
        /// What went wrong.
        var failure: AttemptFailure
        /// The delivery before this attempt was recorded.
        var progress: Delivery.Progress
        /// The time since the first attempt began.
        var elapsed: Duration
        /// The receiver's `Retry-After`, if it sent one with 429 or 503.
        var hint: Duration?
        /// Whether 410 ends it here: exempt webhooks go on.
        var isExempt: Bool
    }

    /// Decides what follows a failed attempt; pure (D-3 to D-7).
    ///
    /// Here alone stands what ends a delivery: its verdict tells the webhook's health why.
    ///
    /// - Parameter chance: a number from 0 up to 1, which spreads the gap.
    func verdict(after attempt: FailedAttempt, chance: Double) -> Settlement.Verdict {
        let failure = attempt.failure
        if failure.kind == .gone, deactivatesWhenGone, !attempt.isExempt { return .gone }
        if let quickRetries, failure.isTransient,
            attempt.progress.quickRetries < quickRetries.count,
            attempt.hint.map({ $0 <= quickRetries.interval }) ?? true
        {
            return .quickRetry(after: quickRetries.interval)
        }
        let failedRounds = attempt.progress.failedRounds.countedUp
        guard failedRounds < rounds, failedRounds - 1 < gaps.count else { return .gaveUp }
        let own = ownDelay(after: failedRounds, elapsed: attempt.elapsed, chance: chance)
        guard let hint = attempt.hint else { return .nextRound(after: own) }
        let room = window - attempt.elapsed - timeNeeded(afterRound: failedRounds + 1)
        return .nextRound(after: max(own, min(hint, room)))
    }

    private func ownDelay(
        after failedRounds: Int,
        elapsed: Duration,
        chance: Double
    ) -> Duration {
        let gap = gaps[failedRounds - 1]
        if lastRound == .atEndOfWindow, failedRounds == gaps.count {
            return max(window - elapsed, gaps[0])
        }
        return gap + .milliseconds(Int64(gap.inSeconds * 1000 * jitter * chance))
    }

    /// The most time that the rounds after this one can take until the last of them is due.
    private func timeNeeded(afterRound round: Int) -> Duration {
        let left = gaps.dropFirst(round - 1).enumerated()
        return left.reduce(.zero) { sum, next in
            let isFlexible = lastRound == .atEndOfWindow && round + next.offset == gaps.count
            let gap = isFlexible ? gaps[0] : next.element
            return sum + longest(gap) + longestRound
        }
    }

    /// A gap with all that chance can add.
    private func longest(_ gap: Duration) -> Duration {
        gap + .milliseconds(Int64(gap.inSeconds * 1000 * jitter))
    }

    /// One attempt and all of its quick retries, each as long as the deadline.
    private var longestRound: Duration {
        guard let quickRetries else { return deadline }
        return deadline + (quickRetries.interval + deadline) * quickRetries.count
    }

    /// How many rounds begin within this time of the first, when every gap is as long as it gets.
    func rounds(within limit: Duration) -> Int {
        var (count, time) = (1, Duration.zero)
        for gap in gaps {
            time += longest(gap)
            guard time <= limit else { break }
            count += 1
        }
        return count
    }

    /// The longest time between two failed rounds that shows a receiver to be failing: a day, or the
    /// longest gap, and an hour for rounds that begin late.
    var longestShownGap: Duration {
        let last: Duration = lastRound == .atEndOfWindow ? window : .zero
        return max(longest(gaps.max() ?? .zero), last, .seconds(86_400)) + .seconds(3600)
    }
}
