import WebhookKit

/// Counts calls, and lets a test wait for the next one that it has not seen.
final class Wakes<Value: Sendable>: Sendable {
    private let (stream, continuation) = AsyncStream<Value>.makeStream()
    private let counter = Locked(0)

    var count: Int { counter.withLock { $0 } }

    func wake(_ value: Value) {
        counter.withLock { $0 += 1 }
        continuation.yield(value)
    }

    /// Waits for a call with such a value; false when there is none in time.
    func wait(
        within limit: Duration = .seconds(20),
        until isWanted: @escaping @Sendable (Value) -> Bool = { _ in true }
    ) async -> Bool {
        await withTaskGroup(of: Bool.self) { [stream] group in
            group.addTask {
                for await value in stream where isWanted(value) { return true }
                return false
            }
            group.addTask {
                try? await Task.sleep(for: limit)
                return false
            }
            defer { group.cancelAll() }
            return await group.next() ?? false
        }
    }
}

extension Wakes<Void> {
    func wake() { wake(()) }
}
