/// Wakes every dispatcher of this process when there is new work.
package final class SignalBoard: Sendable {
    private struct State {
        var next = 0
        var listeners: [Int: @Sendable () -> Void] = [:]
    }

    private let state = Locked(State())

    package init() {}

    /// Calls `listener` at every signal until it is removed by the returned number.
    package func add(_ listener: @escaping @Sendable () -> Void) -> Int {
        state.withLock { state in
            state.next += 1
            state.listeners[state.next] = listener
            return state.next
        }
    }

    /// Stops calling a listener.
    package func remove(_ number: Int) {
        state.withLock { $0.listeners[number] = nil }
    }

    /// Tells all listeners.
    package func signal() {
        let listeners = state.withLock { Array($0.listeners.values) }
        for listener in listeners { listener() }
    }
}
