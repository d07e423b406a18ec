/// Lets so many reads of the store happen at once, and so many more wait.
///
/// A quarter is kept for tokens that have authenticated before: whatever others guess, these get through.
final class LookupGate: Sendable {
    private struct State {
        var provenCount = 0
        var otherCount = 0
        var proven = FIFO<CheckedContinuation<Bool, Never>>()
        var others = FIFO<CheckedContinuation<Bool, Never>>()
    }

    private let limit: Int
    private let otherLimit: Int
    private let longestLine: Int
    private let state = Locked(State())

    init(limit: Int) {
        self.limit = limit
        otherLimit = max(1, limit - max(1, limit / 4))
        longestLine = limit * 32
    }

    /// Waits for a turn; false, at once, when too many wait already. ``leave(isProven:)`` ends one.
    func enter(isProven: Bool) async -> Bool {
        await withCheckedContinuation { continuation in
            let isIn: Bool? = state.withLock { state in
                if isProven {
                    guard state.provenCount + state.otherCount >= limit else {
                        state.provenCount += 1
                        return true
                    }
                    guard state.proven.count < longestLine else { return false }
                    state.proven.append(continuation)
                } else {
                    guard !hasRoomForOther(state) else {
                        state.otherCount += 1
                        return true
                    }
                    guard state.others.count < longestLine else { return false }
                    state.others.append(continuation)
                }
                return nil
            }
            if let isIn { continuation.resume(returning: isIn) }
        }
    }

    /// Ends a turn that was given.
    func leave(isProven: Bool) {
        let next: CheckedContinuation<Bool, Never>? = state.withLock { state in
            if isProven { state.provenCount -= 1 } else { state.otherCount -= 1 }
            if let next = state.proven.popFirst() {
                state.provenCount += 1
                return next
            }
            guard hasRoomForOther(state), let next = state.others.popFirst() else { return nil }
            state.otherCount += 1
            return next
        }
        next?.resume(returning: true)
    }

    private func hasRoomForOther(_ state: State) -> Bool {
        state.otherCount < otherLimit && state.provenCount + state.otherCount < limit
    }
}
