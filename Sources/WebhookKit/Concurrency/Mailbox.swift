/// Where many tasks leave messages for one that takes all that is there at once.
///
/// Crossing tasks in batches is what keeps the cost of a delivery low: the receiving task wakes once
/// for whatever has come, not once for each.
package final class Mailbox<Message: Sendable>: Sendable {
    private struct State {
        var messages: [Message] = []
        var isSignalled = false
        /// Whether a wait has lasted long enough; one that has ended otherwise may leave it behind.
        var isTimeUp = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Locked(State())

    package init() {}

    /// Leaves a message and wakes the receiver.
    package func send(_ message: Message) {
        wake { $0.messages.append(message) }
    }

    /// Wakes the receiver without a message; kept until it waits next.
    package func signal() {
        wake { $0.isSignalled = true }
    }

    /// Takes what is there, with a signal if there was one since the last taking: both in one step,
    /// so that a signal that comes just now is seen by this taking or the next.
    package func takeAll() -> (messages: [Message], wasSignalled: Bool) {
        state.withLock { state in
            defer {
                state.messages = []
                state.isSignalled = false
                state.isTimeUp = false
            }
            return (state.messages, state.isSignalled)
        }
    }

    /// Suspends until there is a message or a signal, or the task is cancelled.
    ///
    /// Only one task may wait at a time.
    package func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    guard state.messages.isEmpty, !state.isSignalled, !state.isTimeUp else {
                        return true
                    }
                    state.waiter = continuation
                    return false
                }
                if isReady { continuation.resume() }
            }
        } onCancel: {
            signal()
        }
    }

    /// Suspends as ``wait()`` does, but no longer than `duration`; may also end for nothing.
    func wait(atMost duration: Duration, by deadlines: DeadlineKeeper) async {
        let alarm = deadlines.start(after: duration) { self.wake { $0.isTimeUp = true } }
        await wait()
        deadlines.stop(alarm)
    }

    private func wake(_ change: (inout State) -> Void) {
        let waiter = state.withLock { state in
            change(&state)
            let waiter = state.waiter
            state.waiter = nil
            return waiter
        }
        waiter?.resume()
    }
}
