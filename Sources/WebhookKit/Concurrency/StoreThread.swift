/// The thread that a store, or a part of one, lives on: what is opened there is used there alone, and
/// does the calls of all tasks, batch by batch.
package final class StoreThread<Job: Sendable>: Sendable {
    /// Where calls are left.
    package let queue = WorkQueue<Job>()
    private let ending = ThreadEnding()

    /// Makes one that is not running.
    package init() {}

    /// Opens on a new thread, which then works until it is stopped; once.
    ///
    /// - Parameters:
    ///   - make: opens, and says what the caller is to know of it.
    ///   - work: does the calls that came while it was busy.
    ///   - finish: ends what was opened, when all calls are done.
    /// - Throws: what `make` throws; `unavailable` when the system makes no thread.
    package func open<Core, Told: Sendable>(
        _ make: @escaping @Sendable () throws(StoreError) -> (core: Core, told: Told),
        work: @escaping @Sendable (Core, [Job]) -> Void,
        finish: @escaping @Sendable (Core) -> Void
    ) async throws(StoreError) -> Told {
        let result: Result<Told, StoreError> = await withCheckedContinuation { continuation in
            let trouble = BlockingThread.start { [queue, ending] in
                do throws(StoreError) {
                    let (core, told) = try make()
                    continuation.resume(returning: .success(told))
                    while let jobs = queue.takeAll() { work(core, jobs) }
                    finish(core)
                } catch {
                    continuation.resume(returning: .failure(error))
                }
                // After the core is gone, with its locks: who waits may open again at once.
                ending.reach(())
            }
            if let trouble {
                ending.reach(())
                continuation.resume(returning: .failure(StoreError(.unavailable, trouble)))
            }
        }
        return try result.get()
    }

    /// How a call is answered.
    package typealias Caller<Value: Sendable> = CheckedContinuation<
        Result<Value, StoreError>, Never
    >

    /// Leaves a call and waits for its answer.
    ///
    /// - Parameter job: makes the call, which must answer exactly once.
    /// - Throws: what it is answered; `unavailable` when the thread is stopped.
    package func perform<Value: Sendable>(
        _ job: (Caller<Value>) -> Job
    ) async throws(StoreError) -> Value {
        let result: Result<Value, StoreError> = await withCheckedContinuation { caller in
            guard !queue.add(job(caller)) else { return }
            caller.resume(returning: .failure(StoreError(.unavailable, "the store is closed")))
        }
        return try result.get()
    }

    /// Lets the thread end when it has done what was asked.
    package func stop() {
        queue.close()
    }

    /// Ends the thread and waits for that.
    package func close() async {
        queue.close()
        await ending.wait()
    }
}
