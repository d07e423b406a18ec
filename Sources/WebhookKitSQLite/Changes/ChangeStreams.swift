import WebhookKit

/// Gives news to any number of streams, each at its own pace.
package final class ChangeStreams: Sendable {
    private struct State {
        var isFinished = false
        var next = 0
        var streams: [Int: AsyncStream<Void>.Continuation] = [:]
    }

    private let state = Locked(State())

    package init() {}

    deinit { finish() }

    /// A stream of its own for one reader; news that come before it has taken the last are one.
    ///
    /// It ends with ``finish()``, or when its reader is cancelled.
    package func stream() -> AsyncStream<Void> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            let number: Int? = state.withLock { state in
                guard !state.isFinished else { return nil }
                state.next += 1
                state.streams[state.next] = continuation
                return state.next
            }
            guard let number else { return continuation.finish() }
            continuation.onTermination = { [weak state] _ in
                // The continuation goes outside the lock: what its end sets off is not ours.
                _ = state?.withLock { $0.streams.removeValue(forKey: number) }
            }
        }
    }

    /// Gives an element to every stream.
    package func yield() {
        for stream in state.withLock({ Array($0.streams.values) }) { stream.yield() }
    }

    /// Ends all streams, and those that are asked for later.
    package func finish() {
        let streams = state.withLock { state in
            defer { state.streams = [:] }
            state.isFinished = true
            return Array(state.streams.values)
        }
        for stream in streams { stream.finish() }
    }
}
