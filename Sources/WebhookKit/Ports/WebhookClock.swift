/// Where WebhookKit takes the time from: wall time, monotonic time and sleeping.
///
/// Production uses ``SystemClock``. Tests use the manual clock of WebhookKitTesting, which makes
/// days of retries pass in milliseconds.
///
/// Wall time is what people and signatures see and may jump. Monotonic time never goes back; all
/// deadlines and leases inside one process are measured with it.
public protocol WebhookClock: Sendable {
    /// The wall time now.
    var now: Timestamp { get }

    /// Monotonic time since an arbitrary, fixed start; it goes on while the machine is asleep.
    var uptime: Duration { get }

    /// Suspends for `duration` of monotonic time; zero and less return at once.
    ///
    /// - Throws: `CancellationError` promptly when the task is cancelled.
    func sleep(for duration: Duration) async throws
}
