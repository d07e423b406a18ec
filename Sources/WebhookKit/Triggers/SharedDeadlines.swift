/// One ``DeadlineKeeper`` for all calls that are under way, so that nobody sleeps for each of them;
/// between calls there is none.
final class SharedDeadlines: Sendable {
    private struct State {
        var users = 0
        var keeper: DeadlineKeeper
        var task: Task<Void, Never>?
    }

    private let clock: any WebhookClock
    private let state: Locked<State>

    init(clock: any WebhookClock) {
        self.clock = clock
        state = Locked(State(keeper: DeadlineKeeper(clock: clock)))
    }

    /// Keeps deadlines while `body` works.
    func keep<Value: Sendable>(_ body: (DeadlineKeeper) async -> Value) async -> Value {
        let keeper = begin()
        let value = await body(keeper)
        end()
        return value
    }

    private func begin() -> DeadlineKeeper {
        state.withLock { state in
            state.users += 1
            guard state.users == 1 else { return state.keeper }
            // A new one: those who slept for the last one are gone.
            let keeper = DeadlineKeeper(clock: clock)
            state.keeper = keeper
            state.task = Task(executorPreference: WebhookService.currentExecutor) {
                await keeper.run()
            }
            return keeper
        }
    }

    private func end() {
        let task = state.withLock { state -> Task<Void, Never>? in
            state.users -= 1
            guard state.users == 0 else { return nil }
            defer { state.task = nil }
            return state.task
        }
        task?.cancel()
    }
}
