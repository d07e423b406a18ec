/// How many calls of one of the host's ports were given up at their deadlines and have not ended yet.
///
/// A call that has begun is always given up at its deadline, so that nobody waits for it. What hangs
/// cannot pile up all the same: with as many as the limit left alone, hardly any further one begins.
package final class AbandonedCalls: Sendable {
    private struct State {
        var count = 0
        /// The largest number told since there were none.
        var told = 0
        /// When one more may begin though there are too many.
        var nextTrial: Duration = .zero
    }

    private let limit: Int
    private let tell: @Sendable (Int) -> Void
    private let state = Locked(State())

    /// With too many left alone, one call in this time is begun to see whether it is answered.
    private static let trialInterval: Duration = .seconds(60)

    /// - Parameter tell: Gets the number when there is one, and whenever it has doubled since.
    package init(limit: Int = 256, tell: @escaping @Sendable (Int) -> Void = { _ in }) {
        self.limit = limit
        self.tell = tell
    }

    /// How many there are now.
    package var count: Int { state.withLock { $0.count } }

    /// Whether one more call may begin at this uptime.
    func mayBegin(at uptime: Duration) -> Bool {
        state.withLock { state in
            guard state.count >= limit else { return true }
            guard uptime >= state.nextTrial else { return false }
            state.nextTrial = uptime + Self.trialInterval
            return true
        }
    }

    /// A call has been answered in time: the next one may begin at once.
    func noteAnswer() {
        state.withLock { $0.nextTrial = .zero }
    }

    /// One more is given up.
    func add() {
        let news: Int? = state.withLock { state in
            state.count += 1
            guard state.count >= max(1, state.told * 2) else { return nil }
            state.told = state.count
            return state.count
        }
        if let news { tell(news) }
    }

    /// One of them has ended.
    func remove() {
        state.withLock { state in
            state.count -= 1
            if state.count == 0 { state.told = 0 }
        }
    }
}
