/// An answer that one task waits for and that any thread may give; the first one counts.
final class PendingAnswer: Sendable {
    private enum State {
        case open
        case awaited(CheckedContinuation<LookupBoard.Answer, Never>)
        case settled(LookupBoard.Answer)
    }

    private let state = Locked(State.open)

    /// Waits for the answer; cancellation gives ``ResolutionFailure/cancelled`` at once.
    func value() async -> LookupBoard.Answer {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let early: LookupBoard.Answer? = state.withLock { state in
                    if case .settled(let answer) = state { return answer }
                    state = .awaited(continuation)
                    return nil
                }
                if let early { continuation.resume(returning: early) }
            }
        } onCancel: {
            settle(.failure(.cancelled))
        }
    }

    func settle(_ answer: LookupBoard.Answer) {
        let continuation: CheckedContinuation<LookupBoard.Answer, Never>? = state.withLock {
            state in
            if case .settled = state { return nil }
            let previous = state
            state = .settled(answer)
            guard case .awaited(let continuation) = previous else { return nil }
            return continuation
        }
        continuation?.resume(returning: answer)
    }
}
