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
        /// For a call, which goes on until its task has ended: counts it from its deadline on.
        let abandoned: AbandonedCalls?
        var task: Task<Void, Never>?
        var isHastened = false
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
        /// Marks of all entries, one or two each, and some of entries that have ended.
        var marks = Heap<Mark>()
        /// The times that somebody sleeps for, the earliest last.
        var wakes: [Duration] = []

        /// Adds a deadline and gives the time that one more must sleep for.
        mutating func mark(_ number: UInt64, at time: Duration) -> Duration? {
            marks.push(Mark(time: time, number: number))
            marks.compact(live: entries.count) { [entries] in entries[$0.number] != nil }
            return nextWake()
        }

        /// The time that one more must sleep for, if those who sleep already wake too late.
        mutating func nextWake() -> Duration? {
            guard let time = marks.first?.time else { return nil }
            if let earliest = wakes.last, earliest <= time { return nil }
            wakes.append(time)
            return time
        }
    }

    private let clock: any WebhookClock
    private let newWakes = Mailbox<Duration>()
    let state = Locked(State())

    /// Makes a keeper, which does nothing by itself: see ``keep(during:)`` and ``run()``.
    package init(clock: any WebhookClock) {
        self.clock = clock
    }

    var uptime: Duration { clock.uptime }

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
                state.entries[mark.number] = nil
                due.append(entry)
            }
            return (due, state.nextWake())
        }
        for entry in due {
            entry.abandoned?.add()
            entry.expire()
            entry.task?.cancel()
        }
        return next
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
            return state.mark(number, at: time)
        }
        if let wake { newWakes.send(wake) }
    }

    /// Brings a deadline forward, if there is one still.
    func hasten(_ number: UInt64, to duration: Duration) {
        let time = clock.uptime + duration
        let wake: Duration? = state.withLock { state in
            guard state.entries[number]?.isHastened == false else { return nil }
            state.entries[number]?.isHastened = true
            return state.mark(number, at: time)
        }
        if let wake { newWakes.send(wake) }
    }
}
