import WebhookKit

extension StoreThread<StoreJob> {
    /// Opens a store on a new thread.
    ///
    /// - Returns: what was put right.
    func open(
        _ opening: StoreOpening,
        configuration: FileWebhookStore.Configuration
    ) async throws(StoreError) -> [Damage] {
        try await open { () throws(StoreError) in
            let core = try FileStoreCore(opening, configuration: configuration)
            return (core, core.warnings)
        } work: { [queue] core, jobs in
            core.perform(jobs)
            core.compact(through: queue)
        } finish: { core in
            core.finish()
        }
    }

    /// Does a step on the thread and waits for its commit.
    ///
    /// - Parameter estimate: see ``StoreJob/estimate``.
    func perform<Value: Sendable>(
        _ estimate: Int,
        isDurable: Bool = true,
        _ body: @escaping @Sendable (FileStoreCore) throws(StoreError) -> Value
    ) async throws -> Value {
        try await perform { (caller: Caller<Value>) in
            StoreJob(estimate: estimate, isDurable: isDurable) { core in
                let result = Result { () throws(StoreError) in try body(core) }
                return { error in
                    caller.resume(returning: error.map { .failure($0) } ?? result)
                }
            } refuse: { error in
                caller.resume(returning: .failure(error))
            }
        }
    }
}
