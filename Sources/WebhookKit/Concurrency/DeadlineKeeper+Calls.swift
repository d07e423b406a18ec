extension DeadlineKeeper {
    /// Calls `expire` once `duration` has passed, unless it is stopped before.
    ///
    /// - Returns: What ``stop(_:)`` takes.
    package func start(after duration: Duration, _ expire: @escaping @Sendable () -> Void) -> UInt64
    {
        let number = newNumber()
        start(Entry(expire: expire, abandoned: nil), as: number, after: duration)
        return number
    }

    /// Forgets what was started; it may be expiring just now.
    package func stop(_ number: UInt64) {
        state.withLock { _ = $0.entries.removeValue(forKey: number) }
    }

    /// How long a call that is cancelled has left to end by itself.
    private static let lastMoment: Duration = .seconds(1)

    /// Gives what `body` gives, unless that takes longer than `limit`, or too many calls before it hang
    /// still.
    ///
    /// At its deadline `body` is cancelled and left alone: its caller does not wait for it, and its
    /// late answer is ignored. Cancelling the caller cancels `body` too, whose answer to that is the
    /// result if it comes within a second: so whoever is cancelled ends, whatever it has called.
    ///
    /// - Parameter abandoned: Counts those that were left alone.
    func result<Value: Sendable>(
        within limit: Duration,
        counting abandoned: AbandonedCalls,
        of body: @escaping @Sendable () async -> Value
    ) async -> HostAnswer<Value> {
        guard abandoned.mayBegin(at: uptime) else { return .notBegun }
        let number = newNumber()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let expire = { @Sendable in continuation.resume(returning: .late) }
                start(Entry(expire: expire, abandoned: abandoned), as: number, after: limit)
                // Unstructured, because a child would hold its parent for as long as it hangs. It
                // takes on priority and task-local values by itself, and cancellation here.
                let task = Task(executorPreference: WebhookService.currentExecutor) {
                    let value = await body()
                    guard self.end(number) else { return abandoned.remove() }
                    abandoned.noteAnswer()
                    continuation.resume(returning: .value(value))
                }
                attach(task, to: number)
                // Whoever was cancelled before there was a task to tell.
                if Task.isCancelled { cancel(number) }
            }
        } onCancel: {
            cancel(number)
        }
    }

    /// Lets the deadline cancel the task; it may have passed already, or the task have ended.
    private func attach(_ task: Task<Void, Never>, to number: UInt64) {
        let isExpired = state.withLock { state in
            state.entries[number]?.task = task
            return state.entries[number] == nil
        }
        if isExpired { task.cancel() }
    }

    /// Cancels a call, which is left alone a moment later if it does not end.
    private func cancel(_ number: UInt64) {
        let task = state.withLock { $0.entries[number]?.task }
        task?.cancel()
        hasten(number, to: Self.lastMoment)
    }

    /// Whether somebody waits still for a call that has ended.
    private func end(_ number: UInt64) -> Bool {
        state.withLock { $0.entries.removeValue(forKey: number) != nil }
    }
}
