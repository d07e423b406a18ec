/// Ends what takes too long: many deadlines, and hardly ever more than one sleeper.
///
/// A sleep that is cancelled lives on until its time has come, with its task and its timer: one for
/// each of 10,000 calls a second, of 15 s each, holds hundreds of megabytes. So nobody sleeps for a
/// call, and no sleep is cancelled before the end: a sleeper wakes for whatever is due, and one more
/// is begun only for a deadline that comes before all who sleep already. A call that has ended
/// leaves nothing behind but, at most, a sleeper that wakes for nothing.
package final class DeadlineKeeper: Sendable {
    /// Something that has a deadline and has not ended.
    struct Entry {
        /// Called once, at the deadline, outside the lock.
        let expire: @Sendable () -> Void
        /// Whether it is a call, which goes on until its task has ended.
        let isCall: Bool
        var task: Task<Void, Never>?
        /// Its caller waits for it all the same, since too many others were abandoned.
        var isLate = false
    }

    /// Where an entry stands in the order of time.
    struct Mark: Comparable {
        let time: Duration
        let number: UInt64

        static func < (lhs: Self, rhs: Self) -> Bool {
            (lhs.time, lhs.number) < (rhs.time, rhs.number)
        }
    }

    struct State {
        var lastNumber: UInt64 = 0
        var entries: [UInt64: Entry] = [:]
        /// Marks of all entries that are not late, and some of entries that have ended.
        var marks = Heap<Mark>()
        /// The times that somebody sleeps for, the earliest last.
        var wakes: [Duration] = []

        /// The time that one more must sleep for, if those who sleep already wake too late.
        mutating func nextWake() -> Duration? {
            guard let time = marks.first?.time else { return nil }
            if let earliest = wakes.last, earliest <= time { return nil }
            wakes.append(time)
            return time
        }
    }

    private let clock: any WebhookClock
    let abandoned: AbandonedCalls
    private let newWakes = Mailbox<Duration>()
    let state = Locked(State())

    /// Makes a keeper, which does nothing by itself: see ``keep(during:)`` and ``run()``.
    ///
    /// - Parameter abandoned: Counts calls that do not end, over all keepers of a service.
    package init(clock: any WebhookClock, abandoned: AbandonedCalls = AbandonedCalls()) {
        self.clock = clock
        self.abandoned = abandoned
    }

    /// Runs `body` and keeps deadlines meanwhile; whoever sleeps for them has ended when it returns.
    func keep<Value: Sendable>(during body: () async -> Value) async -> Value {
        // A task of its own, which the caller's cancellation does not reach: what is cancelled and
        // does not end still has its deadline.
        let sleeping = Task(executorPreference: WebhookService.currentExecutor) {
            await self.run()
        }
        let value = await body()
        sleeping.cancel()
        await sleeping.value
        return value
    }

    /// Keeps deadlines until it is cancelled.
    package func run() async {
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                await newWakes.wait()
                for time in newWakes.takeAll().messages {
                    group.addTask { await self.sleep(until: time) }
                }
            }
            group.cancelAll()
        }
    }

    private func sleep(until first: Duration) async {
        var next: Duration? = first
        while let time = next {
            do { try await clock.sleep(for: time - clock.uptime) } catch { return }
            next = wake(at: time)
        }
    }

    /// Expires what is due and says what to sleep for next.
    private func wake(at time: Duration) -> Duration? {
        let now = max(clock.uptime, time)
        let (due, next) = state.withLock { state in
            state.wakes.removeAll { $0 == time }
            var due: [Entry] = []
            while let mark = state.marks.first {
                guard let entry = state.entries[mark.number] else {
                    state.marks.pop()
                    continue
                }
                guard mark.time <= now else { break }
                state.marks.pop()
                due.append(expire(entry, mark.number, in: &state))
            }
            return (due, state.nextWake())
        }
        for entry in due {
            if !entry.isLate { entry.expire() }
            entry.task?.cancel()
        }
        return next
    }

    private func expire(_ entry: Entry, _ number: UInt64, in state: inout State) -> Entry {
        var entry = entry
        if entry.isCall, !abandoned.add() {
            entry.isLate = true
            state.entries[number] = entry
        } else {
            state.entries[number] = nil
        }
        return entry
    }

    /// The number of the next entry.
    func newNumber() -> UInt64 {
        state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
    }

    func start(_ entry: Entry, as number: UInt64, after duration: Duration) {
        let time = clock.uptime + duration
        let wake = state.withLock { state in
            state.entries[number] = entry
            state.marks.push(Mark(time: time, number: number))
            state.marks.compact(live: state.entries.count) { [entries = state.entries] mark in
                entries[mark.number] != nil
            }
            return state.nextWake()
        }
        if let wake { newWakes.send(wake) }
    }
}
