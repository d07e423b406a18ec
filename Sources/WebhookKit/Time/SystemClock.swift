#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// The machine's own clocks: `CLOCK_REALTIME` for wall time, `ContinuousClock` for the rest.
public struct SystemClock: WebhookClock {
    private let start: ContinuousClock.Instant

    /// Makes a clock whose uptime starts at zero.
    public init() {
        start = ContinuousClock.now
    }

    /// The system's wall time, cut to whole milliseconds.
    public var now: Timestamp {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        let milliseconds = Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
        return Timestamp(millisecondsSinceEpoch: milliseconds)
    }

    /// Monotonic time since this value was made.
    public var uptime: Duration {
        start.duration(to: .now)
    }

    /// Suspends for `duration`.
    public func sleep(for duration: Duration) async throws {
        guard duration > .zero else { return try Task.checkCancellation() }
        try await Task.sleep(for: duration, clock: .continuous)
    }
}
