/// A store that keeps everything in memory: for tests, previews and trying things out (B-1).
///
/// Nothing survives the process. It meets the whole contract of ``WebhookStore``; what waits becomes
/// due by monotonic time, so that a jump of the wall clock makes no burst and holds nothing back.
/// One lock guards it; a call takes microseconds.
public final class InMemoryWebhookStore: WebhookStore {
    private let clock: any WebhookClock
    private let state: Locked<StoreState>

    /// Makes an empty store.
    public init(clock: any WebhookClock = SystemClock()) {
        self.clock = clock
        state = Locked(StoreState(contents: HeldContents(), notesChanges: false))
    }

    /// Appends events, all or none.
    public func append(_ events: [Event]) throws -> [Publication] {
        try step { state, time throws(StoreError) in try state.append(events, at: time) }
    }

    /// Leases due deliveries, without waiting.
    public func claim(_ request: ClaimRequest) -> Claim {
        step { state, time in state.claim(request, at: time) }
    }

    /// Records results and then claims.
    public func settle(_ request: SettleRequest) -> SettleReport {
        step { state, time in state.settle(request, at: time) }
    }

    /// Queues one delivery by hand.
    public func requeue(_ request: RequeueRequest) throws {
        try step { state, time throws(StoreError) in try state.requeue(request, at: time) }
    }

    /// Reads parked deliveries.
    public func parked(_ query: ParkedQuery) -> ParkedPage {
        step { state, time in state.parked(query, at: time) }
    }

    /// Adds a webhook.
    public func insert(_ record: WebhookRecord, limit: Int) throws -> WebhookRecord {
        try step { state, time throws(StoreError) in
            try state.insert(record, limit: limit, at: time)
        }
    }

    /// Changes a webhook.
    public func update(_ update: WebhookUpdate) throws -> WebhookRecord {
        try step { state, time throws(StoreError) in try state.update(update, at: time) }
    }

    /// Reads webhooks.
    public func webhooks(_ query: WebhookQuery) -> [WebhookRecord] {
        step { state, _ in state.webhooks(query) }
    }

    /// Removes a webhook or an organization.
    public func remove(_ removal: WebhookRemoval) -> Int {
        step { state, _ in state.remove(removal) }
    }

    /// Reads a webhook's log.
    public func log(_ query: LogQuery) throws -> LogPage {
        try step { state, _ throws(StoreError) in try state.log(query) }
    }

    /// Acknowledges and leases notices.
    public func notices(_ request: NoticeRequest) -> [Notice] {
        step { state, time in state.handOut(request, at: time) }
    }

    /// Does a bounded piece of housekeeping.
    public func maintain(_ request: MaintenanceRequest) -> MaintenanceReport {
        step { state, time in state.maintain(request, at: time) }
    }

    /// Counts what waits.
    public func backlog() -> Backlog {
        step { state, time in state.backlog(at: time) }
    }

    /// Loses what workers hold, as a durable store does that is opened again by a new process.
    package func loseLeases(wasKilled: Bool = false) {
        step { state, time in state.loseLeases(wasKilled: wasKilled, at: time) }
    }

    func step<Result: Sendable, Failure: Error>(
        _ body: (inout StoreState, StoreTime) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try state.withLock { state throws(Failure) in
            // Read inside the lock, so that time never goes back from one step to the next.
            try body(&state, StoreTime(clock))
        }
    }
}
