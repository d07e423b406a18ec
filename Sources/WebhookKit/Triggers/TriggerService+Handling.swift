extension TriggerService {
    /// Handles the calls of durable triggers until the task is cancelled, and removes old idempotency
    /// keys.
    ///
    /// Several calls, in this process or in others on the same store, share the work by leases: a
    /// process that dies loses nothing, and what it held is taken up within the deadline and 15 s.
    /// Cancelling it cancels the handlers that run; calls whose handlers end by that are given back
    /// and count no try. It does not end by itself and throws nothing else.
    ///
    /// A host whose triggers all answer at once needs no such task.
    ///
    /// - Throws: `CancellationError`, when everything has ended.
    public func run() async throws {
        _ = await work(endsWhenIdle: false)
        try Task.checkCancellation()
    }

    /// Handles everything that is due now, removes a page of old keys, and returns.
    ///
    /// For hosts that are woken by a timer, and for tests: wait for ``TriggerDrainReport/nextDue``, then
    /// call it again.
    public func drain() async -> TriggerDrainReport {
        await work(endsWhenIdle: true)
    }

    private func work(endsWhenIdle: Bool) async -> TriggerDrainReport {
        let keeper = DeadlineKeeper(clock: context.clock)
        return await keeper.keep {
            await TriggerLoop(context: context, keeper: keeper, endsWhenIdle: endsWhenIdle).run()
        }
    }
}
