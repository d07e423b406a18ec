import WebhookKit

/// The thread that writes: takes the calls of all tasks, batch by batch, a transaction each.
final class StoreWriter: Sendable {
    private let thread = StoreThread<StoreJob>()
    private let onForeignWork: @Sendable () -> Void
    /// Whether a look is on its way, so that a busy file makes no queue of them.
    private let isLooking = Locked(false)

    /// - Parameter onForeignWork: called on the thread when another connection has made work.
    init(onForeignWork: @escaping @Sendable () -> Void) {
        self.onForeignWork = onForeignWork
    }

    /// Opens the store on a new thread.
    func open(_ opening: StoreOpening) async throws(StoreError) {
        try await thread.open { [onForeignWork] () throws(StoreError) in
            let core = try opening.openStore()
            let commits = GroupCommit(
                core: core,
                configuration: opening.configuration,
                onForeignWork: onForeignWork
            )
            return ((core: core, commits: commits), ())
        } work: { store, jobs in
            store.commits.perform(jobs)
        } finish: { store in
            store.core.finish()
        }
    }

    /// Does a step on the thread and waits for its commit.
    func perform<Value: Sendable>(
        isDurable: Bool = true,
        _ body: @escaping @Sendable (StoreCore) throws(StoreError) -> Value
    ) async throws -> Value {
        try await thread.perform { (caller: StoreThread<StoreJob>.Caller<Value>) in
            StoreJob(isDurable: isDurable) { core in
                let result = Result { () throws(StoreError) in try body(core) }
                return StoreJob.Outcome(error: result.error) { error in
                    caller.resume(returning: error.map { .failure($0) } ?? result)
                }
            } refuse: { error in
                caller.resume(returning: .failure(error))
            }
        }
    }

    /// Has the thread look for what other connections have committed.
    ///
    /// The look waits for the write lock: who is told of a write to the log is told before the commit
    /// can be seen.
    func look() {
        let isNew = isLooking.withLock { isLooking in
            defer { isLooking = true }
            return !isLooking
        }
        guard isNew else { return }
        let done = { @Sendable [isLooking] in isLooking.withLock { $0 = false } }
        let job = StoreJob(isDurable: false) { core in
            done()
            let result = Result { () throws(StoreError) in try core.lookForForeignWork() }
            return StoreJob.Outcome(error: result.error) { _ in }
        } refuse: { [weak self] error in
            done()
            // Another connection is at it still: its commit may be what the look was for.
            guard error.code == .busy else { return }
            BusyWaiting.pause()
            self?.look()
        }
        _ = thread.queue.add(job)
    }

    /// Lets the thread end when it has done what was asked.
    func stop() {
        thread.stop()
    }

    /// Ends the thread and waits for that.
    func close() async {
        await thread.close()
    }
}

extension Result {
    var error: Failure? {
        if case .failure(let error) = self { error } else { nil }
    }
}
