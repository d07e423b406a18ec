public import WebhookKit

/// A store in a SQLite database: durable, shared by several processes, and, when asked, inside the
/// host's own database (B-4).
///
/// Calls that come at the same time share one transaction and one fsync, and nobody waits on a timer.
/// Several processes may have the file open: claims are atomic, caps and rate limits hold over all of
/// them, and what one publishes wakes the others within milliseconds.
///
/// - **A process that dies** holds nothing: what was in flight is taken up again within 2 s.
/// - **Threads**: one writes and one reads, both of our own; nothing blocks the cooperative pool.
/// - **Memory**: a few megabytes, whatever the number of rows.
/// - **The file** must be on a local disk: SQLite's write-ahead log needs shared memory. Processes on
///   it must run on one machine.
/// - **Limits**: an event has at most 65,536 deliveries, resends included. SQLite has no checksums: a
///   flipped bit inside a body is not noticed, one in a page's structure is.
public final class SQLiteWebhookStore: SharedWebhookStore {
    /// What was opened, for those who open it beside the store.
    let opening: StoreOpening
    let writer: StoreWriter
    let reader = StoreReader()
    private let foreign: StoreChanges

    /// Opens the store in a file, or makes one there, mode 0600.
    ///
    /// - Parameters:
    ///   - path: the database file; the folder must be there. Symbolic links are refused (S-6).
    ///   - configuration: how the database is used.
    ///   - clock: the time that due times, leases and retention go by.
    /// - Throws: `unavailable` when the file cannot be used, is not ours, or was written by a newer
    ///   version, and then nothing was written; `damaged`, with the place; `busy`; `full`.
    public init(
        path: String,
        configuration: Configuration = Configuration(),
        clock: any MachineClock = SystemClock()
    ) async throws(StoreError) {
        try configuration.validate()
        opening = try StoreOpening(path: path, configuration: configuration, clock: clock)
        let streams = ChangeStreams()
        let writer = StoreWriter { streams.yield() }
        self.writer = writer
        foreign = StoreChanges(path: opening.path, streams: streams) { writer.look() }
        try await writer.open(opening)
        try await reader.open(opening)
    }

    deinit {
        foreign.stop()
        writer.stop()
        reader.stop()
    }

    /// Finishes what was begun and closes the file.
    ///
    /// Leases that were claimed through it and not settled are void then: others take them at once.
    /// Calls that come later throw `unavailable`. Without it the same happens soon after the last
    /// reference to the store is gone.
    public func close() async {
        foreign.stop()
        await reader.close()
        await writer.close()
    }

    /// Tells when another process, or a connection of the host, has made work.
    public func changes() -> AsyncStream<Void> {
        foreign.stream()
    }

    // MARK: WebhookStore

    /// Appends events, all or none; on the disk when it returns.
    public func append(_ events: [Event]) async throws -> [Publication] {
        try Task.checkCancellation()
        return try await writer.perform { core throws(StoreError) in
            try AppendStep(core: core).run(events)
        }
    }

    /// Records results, which are on the disk when it returns, and then claims; a lease ends with its
    /// process, where the system can tell, and with a restart of the machine (D-8).
    public func settle(_ request: SettleRequest) async throws -> SettleReport {
        // A loss of power restarts the machine, which voids all leases: they need not be on the disk.
        try await writer.perform(isDurable: request.recordsResults) { core throws(StoreError) in
            try SettleStep(core: core).run(request)
        }
    }

    /// Queues one delivery by hand.
    public func requeue(_ request: RequeueRequest) async throws {
        try await writer.perform { core throws(StoreError) in
            try RequeueStep(core: core).run(request)
        }
    }

    /// Reads parked deliveries, beside the writer.
    public func parked(_ query: ParkedQuery) async throws -> ParkedPage {
        try await reader.perform { queries throws(StoreError) in try queries.parked(query) }
    }

    /// Adds a webhook.
    public func insert(_ record: WebhookRecord, limit: Int) async throws -> WebhookRecord {
        try await writer.perform { core throws(StoreError) in
            try ManageStep(core: core).insert(record, limit: limit)
        }
    }

    /// Changes a webhook.
    public func update(_ update: WebhookUpdate) async throws -> WebhookRecord {
        try await writer.perform { core throws(StoreError) in
            try ManageStep(core: core).update(update)
        }
    }

    /// Reads webhooks, beside the writer.
    public func webhooks(_ query: WebhookQuery) async throws -> [WebhookRecord] {
        try await reader.perform { queries throws(StoreError) in try queries.webhooks(query) }
    }

    /// Removes a webhook or an organization.
    public func remove(_ removal: WebhookRemoval) async throws -> Int {
        try await writer.perform { core throws(StoreError) in
            try ManageStep(core: core).remove(removal)
        }
    }

    /// Reads a webhook's log, beside the writer.
    public func log(_ query: LogQuery) async throws -> LogPage {
        try await reader.perform { queries throws(StoreError) in try queries.log(query) }
    }

    /// Acknowledges and leases notices.
    public func notices(_ request: NoticeRequest) async throws -> [Notice] {
        try await writer.perform(isDurable: !request.acknowledging.isEmpty) {
            core throws(StoreError) in try core.handOut(request)
        }
    }

    /// Does a bounded piece of housekeeping; what a power loss takes back is done again.
    public func maintain(_ request: MaintenanceRequest) async throws -> MaintenanceReport {
        try await writer.perform(isDurable: false) { core throws(StoreError) in
            var step = Housekeeping(core, request)
            return try step.run()
        }
    }

    /// Counts what waits, beside the writer.
    public func backlog() async throws -> Backlog {
        try await reader.perform { queries throws(StoreError) in try queries.backlog() }
    }
}
