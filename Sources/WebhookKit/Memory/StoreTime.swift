/// A store's two times at the beginning of a step.
package struct StoreTime: Sendable {
    /// Wall time, for what people and other processes see.
    package let now: Timestamp
    /// Monotonic time, for what must not be moved by a clock that jumps.
    package let uptime: Uptime

    package init(_ clock: any WebhookClock) {
        now = clock.now
        uptime = Uptime(clock.uptime)
    }

    /// Monotonic time at an instant of wall time, as the two stand to one another now.
    package func uptime(at instant: Timestamp) -> Uptime {
        uptime.advanced(by: now.duration(to: instant))
    }

    /// Wall time at a monotonic time, as the two stand to one another now.
    package func wallTime(at uptime: Uptime) -> Timestamp {
        now.advanced(by: self.uptime.duration(to: uptime))
    }
}

/// A monotonic time in eight bytes; absurd ones count as three hundred years away.
package struct Uptime: Sendable, Hashable, Comparable {
    private let nanoseconds: Int64

    /// A time that has always passed.
    package static let zero = Uptime(nanoseconds: 0)

    package init(_ duration: Duration) {
        self.init(nanoseconds: Self.nanoseconds(of: duration))
    }

    private init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    package func advanced(by duration: Duration) -> Uptime {
        let step = Self.nanoseconds(of: duration)
        let (sum, overflow) = nanoseconds.addingReportingOverflow(step)
        return Uptime(nanoseconds: overflow ? (step < 0 ? .min : .max) : sum)
    }

    package func duration(to other: Uptime) -> Duration {
        let (difference, overflow) = other.nanoseconds.subtractingReportingOverflow(nanoseconds)
        return .nanoseconds(overflow ? (other < self ? .min : .max) : difference)
    }

    package static func < (lhs: Uptime, rhs: Uptime) -> Bool {
        lhs.nanoseconds < rhs.nanoseconds
    }

    private static func nanoseconds(of duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, carry) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000)
        return carry ? (seconds < 0 ? .min : .max) : sum
    }
}
