/// Claims durable calls as far as there are slots, and has them handled.
struct TriggerLoop: Sendable {
    let context: TriggerContext
    let keeper: DeadlineKeeper
    /// Whether to return when nothing is due any more.
    let endsWhenIdle: Bool

    private let mailbox = Mailbox<TriggerWorker.Result>()

    init(context: TriggerContext, keeper: DeadlineKeeper, endsWhenIdle: Bool) {
        self.context = context
        self.keeper = keeper
        self.endsWhenIdle = endsWhenIdle
    }

    private struct State {
        var report = TriggerDrainReport()
        var inFlight = 0
        var nextClaim: Duration = .zero
        var nextSweep: Duration = .zero
        var isIdle = false
        var trouble = Backoff()
    }

    /// How long a loop waits between two looks at keys whose time is over.
    private static let sweepInterval: Duration = .seconds(60)

    /// Works until cancelled, or until nothing is due.
    ///
    /// Cancelling it cancels the handlers; calls whose handlers end by that are given back.
    func run() async -> TriggerDrainReport {
        let listener = context.signals.add { [mailbox] in mailbox.signal() }
        defer { context.signals.remove(listener) }
        var state = State()
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                collect(&state)
                await sweep(&state)
                await claim(&state, into: &group)
                if endsWhenIdle, state.isIdle, state.inFlight == 0 { break }
                await pause(state)
            }
            // Handlers are cancelled with the task, and end within a second or are left alone.
        }
        collect(&state)
        return state.report
    }

    private func collect(_ state: inout State) {
        let (results, wasSignalled) = mailbox.takeAll()
        state.inFlight -= results.count
        for result in results { state.report.count(result) }
        if wasSignalled || !results.isEmpty { state.nextClaim = .zero }
    }

    private func claim(_ state: inout State, into group: inout DiscardingTaskGroup) async {
        let now = context.clock.uptime
        let free = context.configuration.concurrency - state.inFlight
        guard free > 0, now >= state.nextClaim else { return }
        do {
            let claim = try await context.tables.queue.claim(
                limit: free,
                lease: context.configuration.lease
            )
            state.trouble.clear()
            for key in claim.unreadable {
                context.observe(storeFailure: StoreError.damaged("trigger_queue/\(key): no entry"))
            }
            state.report.dropped += claim.dropped
            for entry in claim.entries {
                state.inFlight += 1
                group.addTask { [context, keeper, mailbox] in
                    mailbox.send(await TriggerWorker(context: context).work(entry, by: keeper))
                }
            }
            state.report.nextDue = claim.nextDue
            state.isIdle = claim.entries.isEmpty && (claim.nextDue ?? .seconds(1)) > .zero
            let poll = context.configuration.pollInterval
            let spread =
                poll
                + .milliseconds(
                    Int64(poll.inSeconds * 250 * context.chapter.random.unit())
                )
            state.nextClaim = context.clock.uptime + min(claim.nextDue ?? spread, spread)
        } catch {
            context.observe(storeFailure: error)
            state.nextClaim = context.clock.uptime + state.trouble.next()
            // A drain that cannot claim has nothing it can do.
            if state.trouble.failures >= 3 { state.isIdle = true }
        }
    }

    /// Removes a page of old keys, and goes on at once while there are more.
    private func sweep(_ state: inout State) async {
        guard context.clock.uptime >= state.nextSweep else { return }
        let hasMore = (try? await TriggerSweep(context: context).removePage()) ?? false
        state.nextSweep = context.clock.uptime + (hasMore ? .milliseconds(20) : Self.sweepInterval)
    }

    private func pause(_ state: State) async {
        let isFull = state.inFlight >= context.configuration.concurrency
        let next = isFull ? state.nextSweep : min(state.nextClaim, state.nextSweep)
        let wait = next - context.clock.uptime
        guard wait > .zero else { return await Task.yield() }
        await mailbox.wait(atMost: wait, by: keeper)
    }
}

/// What a run of durable triggers did; see ``TriggerService/drain()``.
public struct TriggerDrainReport: Sendable, Hashable {
    /// Calls whose handlers have done them or refused them.
    public var handled = 0
    /// Failed calls that are tried again later.
    public var retrying = 0
    /// Calls that have failed for good.
    public var parked = 0
    /// Calls that were deleted or discarded, or had failed for good long ago.
    public var dropped = 0
    /// Calls given back untried: shutdown, a handler that this process lacks, trouble of our own.
    public var released = 0
    /// The time until the next call is due; nil when nothing waits.
    public var nextDue: Duration?

    /// Nothing done.
    public init() {}

    mutating func count(_ result: TriggerWorker.Result) {
        switch result {
        case .handled: handled += 1
        case .retrying: retrying += 1
        case .parked: parked += 1
        case .dropped: dropped += 1
        case .released, .lost: released += 1
        }
    }
}
