#if canImport(WebhookKitCCurl)
import WebhookKit

/// Where tasks leave their calls for a loop's thread, which takes all that is there at once.
final class Inbox: Sendable {
    /// What has come since the last taking.
    struct Content {
        var started: [(call: Call, continuation: Call.Continuation)] = []
        var cancelled: [Call] = []

        var isEmpty: Bool { started.isEmpty && cancelled.isEmpty }
    }

    private struct State {
        var content = Content()
        /// What the thread waits in; nil while it does not.
        var waiter: MultiHandle?
        var isStopped = false
        var hasEnded = false

        mutating func wake() {
            waiter?.wakeUp()
            waiter = nil
        }
    }

    private let state = Locked(State())

    /// Leaves a call to start; false when the thread has ended.
    func start(_ call: Call, _ continuation: Call.Continuation) -> Bool {
        state.withLock { state in
            guard !state.hasEnded else { return false }
            state.content.started.append((call, continuation))
            state.wake()
            return true
        }
    }

    /// Leaves word that a call is not wanted any more.
    func cancel(_ call: Call) {
        state.withLock { state in
            guard !state.hasEnded else { return }
            state.content.cancelled.append(call)
            state.wake()
        }
    }

    /// Tells the thread to end when it has no more calls.
    func stop() {
        state.withLock { state in
            state.isStopped = true
            state.wake()
        }
    }

    var hasEnded: Bool { state.withLock { $0.hasEnded } }

    // MARK: For the thread

    /// Takes what has come.
    func take() -> Content {
        state.withLock { state in
            state.waiter = nil
            guard !state.content.isEmpty else { return Content() }
            defer { state.content = Content() }
            return state.content
        }
    }

    /// Says that the thread is about to wait; false when there is something to take.
    func willWait(in multi: MultiHandle) -> Bool {
        state.withLock { state in
            guard state.content.isEmpty else { return false }
            state.waiter = multi
            return true
        }
    }

    /// Ends the inbox if it is empty, and the thread has been idle for long or is to stop.
    func end(isIdle: Bool) -> Bool {
        state.withLock { state in
            guard state.content.isEmpty, isIdle || state.isStopped else { return false }
            state.hasEnded = true
            state.waiter = nil
            return true
        }
    }

    /// Ends the inbox in any case, and gives the calls that nobody will start.
    func abandon() -> Content {
        state.withLock { state in
            state.hasEnded = true
            state.waiter = nil
            defer { state.content = Content() }
            return state.content
        }
    }
}
#endif
