/// Calls that are made once for all who ask for the same at the same time.
///
/// A call is nobody's child: whoever is cancelled waits no longer, and the others have their answer.
final class SharedCalls<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private final class Call: Sendable {
        struct State {
            var value: Value?
            var lastWaiter = 0
            var waiters: [Int: CheckedContinuation<Value?, Never>] = [:]
            var cancelled: Set<Int> = []
        }
        let state = Locked(State())
    }

    private let calls = Locked<[Key: Call]>([:])

    /// The value that the call for the key gives; nil when the caller is cancelled before.
    func value(
        for key: Key,
        by body: @escaping @Sendable () async -> Value
    ) async -> Value? {
        let (call, isNew) = calls.withLock { calls in
            if let call = calls[key] { return (call, false) }
            let call = Call()
            calls[key] = call
            return (call, true)
        }
        if isNew {
            Task(executorPreference: WebhookService.currentExecutor) {
                let value = await body()
                // Only if it was not forgotten, and another one begun, meanwhile.
                self.calls.withLock { if $0[key] === call { $0[key] = nil } }
                let waiters = call.state.withLock { state in
                    state.value = value
                    defer { state.waiters = [:] }
                    return state.waiters
                }
                for waiter in waiters.values { waiter.resume(returning: value) }
            }
        }
        return await wait(for: call)
    }

    /// Lets whoever asks from now on begin a new call.
    func forget(_ key: Key) {
        calls.withLock { $0[key] = nil }
    }

    /// Lets whoever asks from now on begin a new call, whatever for.
    func forgetAll() {
        calls.withLock { $0 = [:] }
    }

    private func wait(for call: Call) async -> Value? {
        let number = call.state.withLock { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let (value, isOver) = call.state.withLock { state in
                    if let value = state.value { return (Optional(value), true) }
                    if state.cancelled.remove(number) != nil { return (nil, true) }
                    state.waiters[number] = continuation
                    return (nil, false)
                }
                if isOver { continuation.resume(returning: value) }
            }
        } onCancel: {
            let waiter = call.state.withLock { state in
                let waiter = state.waiters.removeValue(forKey: number)
                if waiter == nil, state.value == nil { state.cancelled.insert(number) }
                return waiter
            }
            waiter?.resume(returning: nil)
        }
    }
}
