extension DeadlineKeeper {
    /// Calls `expire` once `duration` has passed, unless it is stopped before.
    ///
    /// - Returns: What ``stop(_:)`` takes.
    package func start(after duration: Duration, _ expire: @escaping @Sendable () -> Void) -> UInt64
    {
        let number = newNumber()
        start(Entry(expire: expire, isCall: false), as: number, after: duration)
        return number
    }

    /// Forgets what was started; it may be expiring just now.
    package func stop(_ number: UInt64) {
        state.withLock { _ = $0.entries.removeValue(forKey: number) }
    }

    /// Gives what `body` gives, or nil when that takes longer than `limit`.
    ///
    /// Then `body` is cancelled and left alone: its caller does not wait for it, and its late answer
    /// is ignored. Cancelling the caller cancels `body` too, whose answer to that is the result:
    /// being cancelled never looks like being late.
    func result<Value: Sendable>(
        within limit: Duration,
        of body: @escaping @Sendable () async -> Value
    ) async -> Value? {
        let number = newNumber()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let expire = { @Sendable in continuation.resume(returning: nil) }
                start(Entry(expire: expire, isCall: true), as: number, after: limit)
                // Unstructured, because a child would hold its parent for as long as it hangs. It
                // takes on priority and task-local values by itself, and cancellation here.
                let task = Task(executorPreference: WebhookService.currentExecutor) {
                    let value = await body()
                    if let isLate = self.end(number) {
                        continuation.resume(returning: isLate ? nil : value)
                    }
                }
                attach(task, to: number)
                // Whoever was cancelled before there was a task to tell.
                if Task.isCancelled { task.cancel() }
            }
        } onCancel: {
            state.withLock { $0.entries[number]?.task }?.cancel()
        }
    }

    /// Lets the deadline cancel the task; it may have passed already, or the task have ended.
    private func attach(_ task: Task<Void, Never>, to number: UInt64) {
        let isExpired = state.withLock { state in
            state.entries[number]?.task = task
            return state.entries[number]?.isLate ?? true
        }
        if isExpired { task.cancel() }
    }

    /// Whether a call that has ended was late; nil when nobody waits for it any more.
    private func end(_ number: UInt64) -> Bool? {
        state.withLock { state in
            guard let entry = state.entries.removeValue(forKey: number) else {
                abandoned.remove()
                return nil
            }
            return entry.isLate
        }
    }
}
