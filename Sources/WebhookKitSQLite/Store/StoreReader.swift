import WebhookKit

/// The thread that reads, so that logs and lists never wait for the writer.
final class StoreReader: Sendable {
    private let thread = StoreThread<@Sendable (StoreQueries) -> Void>()

    /// Opens a connection on a new thread.
    func open(_ opening: StoreOpening) async throws(StoreError) {
        try await thread.open { () throws(StoreError) in
            (try opening.openQueries(), ())
        } work: { queries, jobs in
            for job in jobs { job(queries) }
        } finish: { _ in
        }
    }

    /// Reads on the thread, in one transaction.
    func perform<Value: Sendable>(
        _ body: @escaping @Sendable (StoreQueries) throws(StoreError) -> Value
    ) async throws -> Value {
        try await thread.perform { caller in
            { queries in
                caller.resume(
                    returning: Result { () throws(StoreError) in
                        try queries.reading(body)
                    }
                )
            }
        }
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
