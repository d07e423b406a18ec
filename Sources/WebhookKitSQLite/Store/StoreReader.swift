import WebhookKit

/// The thread that reads, so that logs and lists never wait for the writer.
final class StoreReader: Sendable {
    private typealias Job = @Sendable (StoreQueries) -> Void

    private let queue = WorkQueue<Job>()
    private let ending = ThreadEnding()

    /// Opens a connection on a new thread.
    func open(_ opening: StoreOpening) async throws(StoreError) {
        let result: Result<Void, StoreError> = await withCheckedContinuation { continuation in
            let trouble = BlockingThread.start { [queue, ending] in
                do throws(StoreError) {
                    let queries = try opening.openQueries()
                    continuation.resume(returning: .success(()))
                    while let jobs = queue.takeAll() {
                        for job in jobs { job(queries) }
                    }
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
        try result.get()
    }

    /// Reads on the thread, in one transaction.
    func perform<Value: Sendable>(
        _ body: @escaping @Sendable (StoreQueries) throws(StoreError) -> Value
    ) async throws -> Value {
        let result: Result<Value, StoreError> = await withCheckedContinuation { continuation in
            let isTaken = queue.add { queries in
                continuation.resume(
                    returning: Result { () throws(StoreError) in
                        try queries.reading(body)
                    }
                )
            }
            if !isTaken { continuation.resume(returning: .failure(.closed)) }
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
