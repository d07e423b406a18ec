import WebhookKit

/// The thread that a store lives on: takes the calls of all tasks, batch by batch.
final class StoreThread: Sendable {
    private let queue = WorkQueue<StoreJob>()
    private let ending = ThreadEnding()

    /// Opens a store on a new thread.
    ///
    /// - Returns: what was put right.
    func open(
        _ opening: StoreOpening,
        configuration: FileWebhookStore.Configuration
    ) async throws(StoreError) -> [Damage] {
        let result: Result<[Damage], StoreError> = await withCheckedContinuation { continuation in
            let trouble = BlockingThread.start { [queue, ending] in
                do throws(StoreError) {
                    let core = try FileStoreCore(opening, configuration: configuration)
                    continuation.resume(returning: .success(core.warnings))
                    while let jobs = queue.takeAll() {
                        core.perform(jobs)
                        core.compact(through: queue)
                    }
                    core.finish()
                } catch {
                    continuation.resume(returning: .failure(error))
                }
                ending.reach(())
            }
            if let trouble {
                ending.reach(())
                continuation.resume(returning: .failure(StoreError(.unavailable, trouble)))
            }
        }
        return try result.get()
    }

    /// Does a step on the thread and waits for its commit.
    ///
    /// - Parameter estimate: see ``StoreJob/estimate``.
    func perform<Value: Sendable>(
        _ estimate: Int,
        isDurable: Bool = true,
        _ body: @escaping @Sendable (FileStoreCore) throws(StoreError) -> Value
    ) async throws -> Value {
        let result: Result<Value, StoreError> = await withCheckedContinuation { continuation in
            let job = StoreJob(estimate: estimate, isDurable: isDurable) { core in
                let result = Result { () throws(StoreError) in try body(core) }
                return { error in
                    continuation.resume(returning: error.map { .failure($0) } ?? result)
                }
            } refuse: { error in
                continuation.resume(returning: .failure(error))
            }
            if !queue.add(job) {
                continuation.resume(
                    returning: .failure(StoreError(.unavailable, "the store is closed"))
                )
            }
        }
        return try result.get()
    }

    /// Lets the thread end when it has done what was asked.
    func stop() {
        queue.close()
    }

    /// Ends the thread and waits for that.
    func close() async {
        queue.close()
        await ending.wait()
    }
}
