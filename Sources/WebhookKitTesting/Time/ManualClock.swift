public import WebhookKit

/// A clock that stands still until a test moves it, so that days pass in milliseconds.
///
/// Wall time and monotonic time move together by ``advance(by:)``; ``jumpWallTime(by:)`` moves the
/// wall alone, as an operator or NTP would. Sleepers wake in the order of their deadlines, and of
/// their calls where those are equal.
public final class ManualClock: WebhookClock {
    private struct State {
        var now: Timestamp
        var uptime: Duration = .zero
        var nextSleeper = 0
        var sleepers: [Int: Sleeper] = [:]
        var cancelled: Set<Int> = []
    }

    private struct Sleeper {
        var deadline: Duration
        var continuation: CheckedContinuation<Void, any Error>
    }

    private let state: Locked<State>

    /// Makes a clock at this wall time; 2026-01-01T00:00:00Z when none is given.
    public init(now: Timestamp = Timestamp(millisecondsSinceEpoch: 1_767_225_600_000)) {
        state = Locked(State(now: now))
    }

    /// The wall time, as it was last set.
    public var now: Timestamp { state.withLock { $0.now } }

    /// The sum of all advances.
    public var uptime: Duration { state.withLock { $0.uptime } }

    /// The time until the first sleeper wakes; nil when nobody sleeps.
    public var untilNextWake: Duration? {
        state.withLock { state in
            state.sleepers.values.map(\.deadline).min().map { $0 - state.uptime }
        }
    }

    /// Moves both times ahead and wakes everybody whose time has come.
    public func advance(by duration: Duration) {
        let woken = state.withLock { state in
            state.uptime += duration
            state.now = state.now.advanced(by: duration)
            let due = state.sleepers.filter { $0.value.deadline <= state.uptime }
                .sorted { ($0.value.deadline, $0.key) < ($1.value.deadline, $1.key) }
            for (id, _) in due { state.sleepers[id] = nil }
            return due.map(\.value.continuation)
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
        let id = state.withLock { state in
            state.nextSleeper += 1
            return state.nextSleeper
        }
        let deadline = state.withLock { $0.uptime } + duration
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isCancelled = state.withLock { state in
                    if state.cancelled.remove(id) != nil { return true }
                    state.sleepers[id] = Sleeper(deadline: deadline, continuation: continuation)
                    return false
                }
                if isCancelled { continuation.resume(throwing: CancellationError()) }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                let sleeper = state.sleepers.removeValue(forKey: id)
                if sleeper == nil { state.cancelled.insert(id) }
                return sleeper
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
        state.withLock { _ = $0.cancelled.remove(id) }
    }
}
