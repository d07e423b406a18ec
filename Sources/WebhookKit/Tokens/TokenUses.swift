/// Writes down when tokens were used: at most every five minutes each, and never on a request's path (T-2).
///
/// A use that is due is put on a list; whoever puts it there begins a task that writes the list, 100
/// tokens a step, until it is empty. What the store refuses stays on the list.
final class TokenUses: Sendable {
    private struct State {
        var waiting: [Scope: [Token.ID: Timestamp]] = [:]
        var count = 0
        var isWriting = false
        /// After a failure of the store: nothing is written before.
        var earliest: Duration = .zero
    }

    private let store: any TokenStore
    private let chapter: ChapterContext
    private let interval: Duration
    private let state = Locked(State())

    /// What comes when so many wait is left out: it is due again with the token's next use.
    private static let mostWaiting = 100_000
    private static let pauseAfterFailure: Duration = .seconds(30)

    init(store: any TokenStore, chapter: ChapterContext, interval: Duration) {
        self.store = store
        self.chapter = chapter
        self.interval = interval
    }

    /// Notes a use that is due to be written.
    ///
    /// - Returns: whether it will be.
    func note(_ id: Token.ID, in scope: Scope, at uptime: Duration) -> Bool {
        let now = chapter.clock.now
        let (isNoted, begins) = state.withLock { state in
            guard state.count < Self.mostWaiting else { return (false, false) }
            if state.waiting[scope, default: [:]].updateValue(now, forKey: id) == nil {
                state.count += 1
            }
            guard !state.isWriting, uptime >= state.earliest else { return (true, false) }
            state.isWriting = true
            return (true, true)
        }
        // Not the caller's child: the request does not wait for it.
        if begins {
            Task(executorPreference: WebhookService.currentExecutor) { await self.write() }
        }
        return isNoted
    }

    private func write() async {
        while let (scope, uses) = next() {
            let interval = interval
            let step = TokenStep(scope: scope, ids: Array(uses.keys))
            do {
                try await store.change(step) { set in
                    for (id, time) in uses where set.has(id) {
                        var record = try set.record(id)
                        record.token.use(at: time, interval: interval)
                        set.replace(record)
                    }
                }
            } catch {
                let failure = StoreError(wrapping: error)
                chapter.observer.observe(.storeFailed(failure.code, detail: failure.message))
                // What cannot be read must not hold up the others; it is due again in a while.
                if failure.code == .damaged { continue }
                return putBack(uses, of: scope)
            }
        }
    }

    private func next() -> (Scope, [Token.ID: Timestamp])? {
        state.withLock { state -> (Scope, [Token.ID: Timestamp])? in
            guard let (scope, uses) = state.waiting.first else {
                state.isWriting = false
                return nil
            }
            let taken = Dictionary(
                uniqueKeysWithValues: uses.prefix(RowSet.mostRows).map { ($0.key, $0.value) }
            )
            for id in taken.keys { state.waiting[scope]?[id] = nil }
            if state.waiting[scope]?.isEmpty == true { state.waiting[scope] = nil }
            state.count -= taken.count
            return (scope, taken)
        }
    }

    private func putBack(_ uses: [Token.ID: Timestamp], of scope: Scope) {
        let uptime = chapter.clock.uptime
        state.withLock { state in
            for (id, time) in uses where state.waiting[scope]?[id] == nil {
                state.waiting[scope, default: [:]][id] = time
                state.count += 1
            }
            state.isWriting = false
            state.earliest = uptime + Self.pauseAfterFailure
        }
    }
}
