/// Runs blocking lookups on threads of its own, by the rules of ``LookupBoard``.
final class LookupPool: Sendable {
    typealias Answer = LookupBoard.Answer

    private struct State {
        var board: LookupBoard
        var waiting: [UInt64: PendingAnswer] = [:]
        var lastWaiter: UInt64 = 0
    }

    private let state: Locked<State>
    private let clock: any WebhookClock
    private let patience: Duration
    private let controlName: String?
    private let lookup: @Sendable (String) -> Answer

    init(
        configuration: SystemResolver.Configuration,
        clock: any WebhookClock,
        lookup: @escaping @Sendable (String) -> Answer
    ) {
        let limits = configuration.inRange
        state = Locked(State(board: LookupBoard(limits: limits)))
        patience = limits.patience
        controlName = limits.controlName
        self.clock = clock
        self.lookup = lookup
    }

    func addresses(of host: String, within timeout: Duration) async -> Answer {
        let start = clock.uptime
        let answer = await lookedUp(host, within: timeout)
        switch answer {
        case .failure(.timedOut): break
        case .failure(.temporary): await askControl(since: start, within: timeout)
        default: return answer
        }
        let now = clock.uptime
        guard state.withLock({ $0.board.isSilent(since: start, now: now) }) else { return answer }
        return .failure(.noNetwork("no name server answers, whatever it is asked"))
    }

    /// Waits for an answer about the control name, for as long as the caller has time.
    private func askControl(since start: Duration, within timeout: Duration) async {
        guard let controlName, !state.withLock({ $0.board.hasAnswer(since: start) }) else { return }
        let left = min(timeout - (clock.uptime - start), .seconds(5))
        _ = await lookedUp(controlName, within: left)
    }

    /// Begins to look the control name up, for nobody in particular.
    private func beginControl(since start: Duration) {
        guard let controlName else { return }
        let now = clock.uptime
        let hasBegun = state.withLock { state in
            guard !state.board.hasAnswer(since: start) else { return false }
            state.lastWaiter += 1
            return state.board.join(controlName, waiter: state.lastWaiter, now: now) == .waits
        }
        if hasBegun { startThreads() }
    }

    private func lookedUp(_ host: String, within timeout: Duration) async -> Answer {
        let start = clock.uptime
        // A day is more than any lookup takes, and keeps the sum from overflowing.
        let end = start + min(max(timeout, .zero), .seconds(86_400))
        let pending = PendingAnswer()
        let (waiter, admission) = state.withLock { state in
            state.lastWaiter += 1
            let waiter = state.lastWaiter
            let admission = state.board.join(host, waiter: waiter, now: start)
            if admission == .waits { state.waiting[waiter] = pending }
            return (waiter, admission)
        }
        switch admission {
        case .answered(let addresses): return .success(addresses)
        case .refused: return .failure(.local("too many names wait for lookup"))
        case .waits: break
        }
        startThreads()
        let answer = await withTaskGroup(of: Answer.self) { group in
            group.addTask { await pending.value() }
            group.addTask { await self.expiry(of: host, at: end) }
            let first = await group.next() ?? .failure(.cancelled)
            group.cancelAll()
            return first
        }
        state.withLock { state in
            state.waiting[waiter] = nil
            state.board.leave(host, waiter: waiter)
        }
        return answer
    }

    /// Sleeps until the deadline. While the lookup waits for a thread, looks now and then whether
    /// one more may be made because others hang.
    ///
    /// In short sleeps, since a cancelled one lives on until its time has come.
    private func expiry(of host: String, at end: Duration) async -> Answer {
        let start = clock.uptime
        var controlStart = host == controlName ? nil : start + min((end - start) / 2, .seconds(2))
        while true {
            let left = end - clock.uptime
            guard left > .zero else { return .failure(.timedOut) }
            if let time = controlStart, clock.uptime >= time {
                controlStart = nil
                beginControl(since: start)
            }
            let isQueued = state.withLock { $0.board.isQueued(host) }
            guard (try? await clock.sleep(for: min(left, patience))) != nil else {
                return .failure(.cancelled)
            }
            if isQueued { startThreads() }
        }
    }

    private func startThreads() {
        while let host = nextHost() {
            if let trouble = BlockingThread.start({ self.work(host) }) {
                finish(host, .failure(.local(trouble)))
            }
        }
    }

    private func nextHost() -> String? {
        let now = clock.uptime
        return state.withLock { $0.board.next(now: now) }
    }

    /// The life of one thread: it ends when no lookup may begin.
    private func work(_ first: String) {
        var host = first
        while true {
            finish(host, lookup(host))
            guard let next = nextHost() else { return }
            host = next
            startThreads()
        }
    }

    private func finish(_ host: String, _ answer: Answer) {
        let now = clock.uptime
        let answered = state.withLock { state in
            let waiters = state.board.finish(host, answer, now: now)
            return waiters.compactMap { state.waiting.removeValue(forKey: $0) }
        }
        for pending in answered {
            pending.settle(answer)
        }
    }
}
