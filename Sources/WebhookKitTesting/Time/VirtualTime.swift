import WebhookKit

/// Runs concurrent code in virtual time, one step after another, the same way each time.
///
/// All tasks of the body run on one thread of their own. Whenever none of them can go on, the clock
/// is moved to the next sleeper's time. Hours of retries so pass in milliseconds, at exact times,
/// and without a race: nothing happens "at the same time" but in an order that the seed gives.
///
/// ```swift
/// let clock = ManualClock()
/// try await VirtualTime(clock: clock).run {
///     try await service.publish(.conversationClosed, Conversation(id: "c42"), in: .default)
///     …
/// }
/// ```
///
/// Code under test must take its time from the clock, and must suspend on nothing but the clock and
/// other tasks of the body: what waits for a socket or a real timer waits for ever here.
public struct VirtualTime: Sendable {
    private let clock: ManualClock
    private let seed: UInt64?

    /// Nothing in the body can go on, and nobody sleeps: it waits for something that cannot happen.
    public struct Deadlock: Error {}

    /// Makes a runner.
    ///
    /// - Parameters:
    ///   - clock: moved ahead whenever everything waits.
    ///   - seed: the order in which tasks that could go on do so; first come, first served when nil.
    public init(clock: ManualClock, seed: UInt64? = nil) {
        self.clock = clock
        self.seed = seed
    }

    /// Runs the body and gives its result.
    ///
    /// - Throws: what the body throws, or ``Deadlock``: the body's task is cancelled then, and
    ///   abandoned when not even that lets it end.
    public func run<Value: Sendable>(
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let executor = SteppedExecutor(seed: seed)
        let outcome = Locked<Result<Value, any Error>?>(nil)
        let task = Task(executorPreference: executor) {
            do {
                let value = try await body()
                outcome.withLock { $0 = .success(value) }
            } catch {
                outcome.withLock { $0 = .failure(error) }
            }
        }
        let isDeadlocked = Locked(false)
        await withCheckedContinuation { (finished: CheckedContinuation<Void, Never>) in
            let failure = BlockingThread.start(stackSize: 8 << 20) { [clock] in
                while !outcome.withLock({ $0 != nil }) {
                    if executor.step() { continue }
                    if let wake = clock.untilNextWake {
                        clock.advance(by: wake)
                    } else if !isDeadlocked.withLock({ $0 }) {
                        isDeadlocked.withLock { $0 = true }
                        task.cancel()
                    } else {
                        break
                    }
                }
                finished.resume()
            }
            if failure != nil { finished.resume() }
        }
        if isDeadlocked.withLock({ $0 }) { throw Deadlock() }
        guard let result = outcome.withLock({ $0 }) else { throw Deadlock() }
        return try result.get()
    }
}

/// Keeps jobs until it is told to run one.
private final class SteppedExecutor: TaskExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        var first = 0
    }

    private let state = Locked(State())
    private let random: SeededRandom?

    init(seed: UInt64?) {
        random = seed.map(SeededRandom.init(seed:))
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.jobs.append(job) }
    }

    /// Runs one job; false when there is none.
    func step() -> Bool {
        let job: UnownedJob? = state.withLock { state in
            let count = state.jobs.count - state.first
            guard count > 0 else { return nil }
            if let random {
                let choice = state.first + Int(random.next() % UInt64(count))
                state.jobs.swapAt(state.first, choice)
            }
            let job = state.jobs[state.first]
            state.first += 1
            if state.first > 256 {
                state.jobs.removeFirst(state.first)
                state.first = 0
            }
            return job
        }
        guard let job else { return false }
        unsafe job.runSynchronously(on: asUnownedTaskExecutor())
        return true
    }
}
