import WebhookKit

/// Keeps what happened, and lets tests wait for it without a race and without sleeping.
public final class Recorded<Element: Sendable>: Sendable {
    private struct Waiter {
        var condition: @Sendable ([Element]) -> Bool
        var continuation: CheckedContinuation<[Element], Never>
    }

    private struct State {
        var elements: [Element] = []
        var waiters: [Waiter] = []
    }

    private let state = Locked(State())

    /// Makes an empty recorder.
    public init() {}

    /// All that was recorded, in order.
    public var elements: [Element] { state.withLock { $0.elements } }

    /// Records one more and wakes whoever waited for it.
    public func record(_ element: Element) {
        let (elements, woken) = state.withLock { state in
            state.elements.append(element)
            let elements = state.elements
            let split = state.waiters.partition { $0.condition(elements) }
            let woken = Array(state.waiters[split...])
            state.waiters.removeSubrange(split...)
            return (elements, woken.map(\.continuation))
        }
        for continuation in woken { continuation.resume(returning: elements) }
    }

    /// Suspends until what was recorded, before the call or after it, meets the condition.
    public func wait(
        until condition: @escaping @Sendable ([Element]) -> Bool
    ) async -> [Element] {
        await withCheckedContinuation { continuation in
            let ready: [Element]? = state.withLock { state in
                if condition(state.elements) { return state.elements }
                state.waiters.append(Waiter(condition: condition, continuation: continuation))
                return nil
            }
            if let ready { continuation.resume(returning: ready) }
        }
    }
}
