import WebhookKitCSQLite

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// Waits for another connection's lock: short sleeps that grow to 5 ms, for a bounded time.
///
/// SQLite's own handler sleeps up to 100 ms, which starves one of two busy processes.
///
/// SQLite calls it on the connection's own thread, the only one that touches the variables.
final class BusyWaiting {
    private let timeout: Duration
    /// How long the next statements wait; at most the timeout.
    private var limit: Duration
    private var began: ContinuousClock.Instant?

    init(timeout: Duration) {
        self.timeout = timeout
        limit = timeout
    }

    /// Has the next statements wait no longer than this.
    func wait(atMost limit: Duration) {
        self.limit = max(.zero, min(limit, timeout))
    }

    /// Makes a connection wait by it; it must live as long as the connection.
    func install(on database: OpaquePointer) {
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe sqlite3_busy_handler(
            database,
            { context, count in
                guard let context = unsafe context else { return 0 }
                let waiting = unsafe Unmanaged<BusyWaiting>.fromOpaque(context)
                    .takeUnretainedValue()
                return waiting.wait(count: count) ? 1 : 0
            },
            context
        )
    }

    /// Sleeps before another try of what SQLite does not wait for by itself.
    static func pause() {
        usleep(2000 + .random(in: 0...1000))
    }

    /// Sleeps a little; false when the time is over.
    private func wait(count: Int32) -> Bool {
        let now = ContinuousClock.now
        if count == 0 { began = now }
        guard let began, began.duration(to: now) < limit else { return false }
        // Two who sleep alike would meet again.
        let step = min(UInt32(5000), 100 << UInt32(clamping: min(count, 6)))
        usleep(step + .random(in: 0...100))
        return true
    }
}
