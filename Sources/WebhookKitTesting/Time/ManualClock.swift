public import WebhookKit

/// A clock that stands still until a test moves it, so that days pass in milliseconds.
///
/// Wall time and monotonic time move together by ``advance(by:)``; ``jumpWallTime(by:)`` moves the
/// wall alone, as an operator or NTP would. Sleepers wake in the order of their deadlines, and of
/// their calls where those are equal.
public final class ManualClock: MachineClock {
    private struct State {
        var now: Timestamp
        var uptime: Duration = .zero
        var lastSleeper = 0
        var sleepers: [Int: CheckedContinuation<Void, any Error>] = [:]
        /// Those who sleep, and some who were cancelled: they are passed over.
        var wakes = Heap<Wake>()
        /// Who was cancelled before falling asleep.
        var cancelled: Set<Int> = []
    }

    private struct Wake: Comparable {
        var deadline: Duration
        var sleeper: Int

        static func < (lhs: Wake, rhs: Wake) -> Bool {
            (lhs.deadline, lhs.sleeper) < (rhs.deadline, rhs.sleeper)
        }
    }

    private let state: Locked<State>

    /// Makes a clock.
    ///
    /// - Parameters:
    ///   - now: the wall time; 2026-01-01T00:00:00Z when none is given.
    ///   - boot: names the start of the machine; a store takes leases given under another name for
    ///     void. A new name for every clock when none is given.
    public init(
        now: Timestamp = Timestamp(millisecondsSinceEpoch: 1_767_225_600_000),
        boot: String? = nil
    ) {
        state = Locked(State(now: now))
        self.boot = boot ?? Self.newBoot()
    }

    /// The name of the machine's start.
    public let boot: String

    /// The same as ``uptime``: the machine started with the clock.
    public var sinceBoot: Duration { uptime }

    private static func newBoot() -> String {
        String(UInt64.random(in: .min ... .max), radix: 16)
    }

    /// The wall time, as it was last set.
    public var now: Timestamp { state.withLock { $0.now } }

    /// The sum of all advances.
    public var uptime: Duration { state.withLock { $0.uptime } }

    /// The time until the first sleeper wakes; nil when nobody sleeps.
    public var untilNextWake: Duration? {
        state.withLock { state in
            while let wake = state.wakes.first {
                guard state.sleepers[wake.sleeper] != nil else {
                    state.wakes.pop()
                    continue
                }
                return wake.deadline - state.uptime
            }
            return nil
        }
    }

    /// Moves both times ahead and wakes everybody whose time has come.
    public func advance(by duration: Duration) {
        let woken = state.withLock { state in
            state.uptime += duration
            state.now = state.now.advanced(by: duration)
            var woken: [CheckedContinuation<Void, any Error>] = []
            while let wake = state.wakes.first, wake.deadline <= state.uptime {
                state.wakes.pop()
                if let sleeper = state.sleepers.removeValue(forKey: wake.sleeper) {
                    woken.append(sleeper)
                }
            }
            return woken
        }
        for continuation in woken { continuation.resume() }
    }

    /// Moves the wall time alone; negative durations set it back.
    public func jumpWallTime(by duration: Duration) {
        state.withLock { $0.now = $0.now.advanced(by: duration) }
    }

    /// Suspends until the clock has been advanced by `duration`.
    public func sleep(for duration: Duration) async throws {
        try Task.checkCancellation()
        guard duration > .zero else { return }
        let (id, deadline) = state.withLock { state in
            state.lastSleeper += 1
            return (state.lastSleeper, state.uptime + duration)
        }
        // A cancellation that finds nobody asleep comes too early, or after the waking.
        defer { state.withLock { _ = $0.cancelled.remove(id) } }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isAwake: Result<Void, any Error>? = state.withLock { state in
                    if state.cancelled.contains(id) { return .failure(CancellationError()) }
                    guard deadline > state.uptime else { return .success(()) }
                    state.sleepers[id] = continuation
                    state.wakes.push(Wake(deadline: deadline, sleeper: id))
                    state.wakes.compact(live: state.sleepers.count) {
                        [sleepers = state.sleepers] wake in
                        sleepers[wake.sleeper] != nil
                    }
                    return nil
                }
                if let isAwake { continuation.resume(with: isAwake) }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                let sleeper = state.sleepers.removeValue(forKey: id)
                if sleeper == nil { state.cancelled.insert(id) }
                return sleeper
            }
            sleeper?.resume(throwing: CancellationError())
        }
    }
}
