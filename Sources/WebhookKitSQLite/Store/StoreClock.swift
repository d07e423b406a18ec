import WebhookKit

/// A store's time: the wall's, and a steady one that all processes on the file share.
///
/// Steady time is in milliseconds. It began as wall time when the file was made, goes on with the
/// machine's own clock, which no jump of the wall moves, and never goes back. While the machine was
/// off it goes by the wall. Due times, lease ends and retention go by it (B-2).
struct StoreClock: Sendable {
    let clock: any MachineClock
    /// What is added to the time since the machine started.
    let offset: Int64

    /// Reads both.
    func read() -> StepTime {
        StepTime(now: clock.now, steady: clock.sinceBoot.wholeMilliseconds &+ offset)
    }
}

/// A store's two times at the beginning of a step.
struct StepTime: Sendable, Hashable {
    /// Wall time.
    let now: Timestamp
    /// Steady time in milliseconds.
    let steady: Int64

    /// Steady time after a delay, rounded up, so that nothing comes early.
    func steady(after delay: Duration) -> Int64 {
        let milliseconds = max(delay, .zero).wholeMilliseconds
        let whole = .milliseconds(milliseconds) < delay ? milliseconds &+ 1 : milliseconds
        // Three hundred years are enough, and leave room for sums.
        return steady &+ min(whole, 10_000_000_000_000)
    }

    /// Steady time before a duration.
    func steady(before duration: Duration) -> Int64 {
        steady &- max(0, min(duration.wholeMilliseconds, 10_000_000_000_000))
    }

    /// Steady time at an instant of wall time, as the two stand to one another now.
    func steady(at instant: Timestamp) -> Int64 {
        let distance = now.duration(to: instant).wholeMilliseconds
        return steady &+ max(-10_000_000_000_000, min(distance, 10_000_000_000_000))
    }

    /// Wall time at a steady time, as the two stand to one another now.
    func wallTime(at steady: Int64) -> Timestamp {
        now.advanced(by: duration(to: steady))
    }

    /// The time from now to a steady time; negative when it has passed.
    func duration(to steady: Int64) -> Duration {
        .milliseconds(steady &- self.steady)
    }
}
