public import WebhookKit

/// A store in a folder of JSON Lines files: durable, and in need of nothing but a disk (B-3).
///
/// What a call has changed is a line in a journal and on the disk before the call returns; calls that
/// come at the same time share one fsync, and nobody waits on a timer. The journal is replaced by a
/// snapshot in the background. The guide "Where your data lives" tells the files and their format.
///
/// One process may have a folder open; a second one is told `busy`.
///
/// - **Memory**: bodies and logs are on the disk, what is to be found quickly is in memory. An event
///   takes about 300 bytes, its idempotency key about 100, and every delivery of it about 190 while
///   it waits and 120 when it is done, until its event is pruned. A million events that wait for one
///   webhook take 490 MB.
/// - **Opening** reads everything: about five seconds for a million events of 1 KiB.
/// - **Disk**: up to twice what is alive, and a third time that while a snapshot is written.
/// - **Trouble**: after a write or an fsync has failed, the files are read again before the next
///   call, which takes as long as opening does. Where the file system can reserve room, as on Linux,
///   a full disk is noticed before anything is written, and costs nothing.
/// - **A newer version's webhook** that this one cannot read is set aside and told as
///   `Backlog.faults`; everything else works. Any other line that cannot be read is refused,
///   since acknowledged work may be in it.
public final class FileWebhookStore: WebhookStore {
    let thread: StoreThread<StoreJob>

    /// What was put right when the store was opened: the torn end of a journal, which no call had
    /// been answered for, or a missing `store.json`. Empty after a clean end.
    public let warnings: [Damage]

    /// Opens the store in a folder, or makes one there.
    ///
    /// - Parameters:
    ///   - folder: created with mode 0700 when it is missing; the folder around it must be there.
    ///     Symbolic links are refused (S-6).
    ///   - configuration: sizes.
    ///   - clock: the time that due times and retention go by.
    /// - Throws: `busy` when another process or object has it; `damaged` with file and byte when
    ///   what is there cannot be believed, and then nothing was changed; `unavailable` when the
    ///   folder cannot be used, or a newer version has written it; `full`.
    public convenience init(
        folder: String,
        configuration: Configuration = Configuration(),
        clock: any WebhookClock = SystemClock()
    ) async throws(StoreError) {
        try await self.init(
            folder: folder,
            configuration: configuration,
            clock: clock,
            files: SystemFileSystem()
        )
    }

    /// Opens a store on another file system: for tests that fail or stop at each call.
    package init(
        folder: String,
        configuration: Configuration = Configuration(),
        clock: any WebhookClock,
        files: any FileSystem
    ) async throws(StoreError) {
        try configuration.validate()
        let opening = StoreOpening(folder: StoreFolder(folder), files: files, clock: clock)
        thread = StoreThread()
        warnings = try await thread.open(opening, configuration: configuration)
    }

    deinit {
        thread.stop()
    }

    /// Finishes what was begun and gives the folder back.
    ///
    /// Calls that come later throw `unavailable`. Without it the same happens soon after the last
    /// reference to the store is gone.
    public func close() async {
        await thread.close()
    }

    /// Writes a snapshot now, whether one is due or not, and waits for it.
    ///
    /// Other calls go on meanwhile. Nobody needs to call it; before a backup it makes the files as
    /// small as can be.
    ///
    /// - Throws: `full`, `damaged` or `unavailable` when no snapshot came about; the store goes on
    ///   without.
    public func compact() async throws {
        let ending = SnapshotEnding()
        try await thread.perform(0, isDurable: false) { core in
            core.compaction.request(SnapshotRequest { ending.reach($0) })
        }
        if let error = await ending.wait() { throw error }
    }

    /// Why the latest snapshot did not come about; nil when it did, or none was due yet.
    ///
    /// The store goes on without, and its files grow; the next snapshot is tried when they have grown
    /// by ``Configuration/compactionMinimum``.
    public func snapshotFailure() async throws -> StoreError? {
        try await thread.perform(0, isDurable: false) { core in core.compaction.failure }
    }

    // MARK: WebhookStore

    /// Appends events, all or none; on the disk when it returns.
    public func append(_ events: [Event]) async throws -> [Publication] {
        try Task.checkCancellation()
        // Outside the store's thread, which has better things to do.
        let contents = events.map(EventContent.encode)
        let size = contents.reduce(0) { $0 + $1.count + 2048 }
        return try await thread.perform(size) { core throws(StoreError) in
            try core.step(events: contents) { state, time throws(StoreError) in
                try state.append(events, at: time)
            }
        }
    }

    /// Records results, which are on the disk when it returns, and then claims; a lease outlives the
    /// end of its process, but not a power loss.
    public func settle(_ request: SettleRequest) async throws -> SettleReport {
        let contents = request.settlements.map { settlement in
            settlement.attempt.map(AttemptContent.encode) ?? []
        }
        let isDurable = request.recordsResults
        var size = contents.reduce(isDurable ? 8192 : 0) { $0 + $1.count + 4096 }
        if let claim = request.claim { size += max(0, min(claim.limit, 10_000)) * 160 + 4096 }
        return try await thread.perform(size, isDurable: isDurable) { core throws(StoreError) in
            try core.step(attempts: contents) { state, time in
                state.settle(request, at: time)
            }
        }
    }

    /// Queues one delivery by hand.
    public func requeue(_ request: RequeueRequest) async throws {
        try await thread.perform(4096) { core throws(StoreError) in
            try core.step { state, time throws(StoreError) in try state.requeue(request, at: time) }
        }
    }

    /// Reads parked deliveries.
    public func parked(_ query: ParkedQuery) async throws -> ParkedPage {
        try await thread.perform(0, isDurable: false) { core in
            core.state.parked(query, at: StoreTime(core.clock))
        }
    }

    /// Adds a webhook.
    public func insert(_ record: WebhookRecord, limit: Int) async throws -> WebhookRecord {
        try await thread.perform(record.largestLine) { core throws(StoreError) in
            try core.step { state, time throws(StoreError) in
                try state.insert(record, limit: limit, at: time)
            }
        }
    }

    /// Changes a webhook.
    public func update(_ update: WebhookUpdate) async throws -> WebhookRecord {
        let size =
            switch update.change {
            case .edit(let edit): edit.settings.largestLine + (edit.secrets?.largestLine ?? 0)
            case .secrets(let secrets): secrets.largestLine
            case .health: 0
            }
        // What is not edited is written again.
        return try await thread.perform(size + (64 << 10)) { core throws(StoreError) in
            try core.step { state, time throws(StoreError) in try state.update(update, at: time) }
        }
    }

    /// Reads webhooks.
    public func webhooks(_ query: WebhookQuery) async throws -> [WebhookRecord] {
        try await thread.perform(0, isDurable: false) { core in core.state.webhooks(query) }
    }

    /// Removes a webhook or an organization; the latter takes about a second for a million events.
    public func remove(_ removal: WebhookRemoval) async throws -> Int {
        try await thread.perform(4096) { core throws(StoreError) in
            try core.step { state, _ in state.remove(removal) }
        }
    }

    /// Reads a webhook's log from the disk.
    public func log(_ query: LogQuery) async throws -> LogPage {
        try await thread.perform(0, isDurable: false) { core throws(StoreError) in
            try core.state.log(query)
        }
    }

    /// Acknowledges and leases notices; leases of notices end with the process.
    public func notices(_ request: NoticeRequest) async throws -> [Notice] {
        let size = request.acknowledging.count * 40
        return try await thread.perform(size, isDurable: size > 0) { core throws(StoreError) in
            try core.step { state, time in state.handOut(request, at: time) }
        }
    }

    /// Does a bounded piece of housekeeping; what a power loss takes back is done again.
    public func maintain(_ request: MaintenanceRequest) async throws -> MaintenanceReport {
        let size = max(0, min(request.limit, 100_000)) * 120 + 4096
        return try await thread.perform(size, isDurable: false) { core throws(StoreError) in
            try core.step { state, time in state.maintain(request, at: time) }
        }
    }

    /// Counts what waits.
    public func backlog() async throws -> Backlog {
        try await thread.perform(0, isDurable: false) { core in
            core.state.backlog(at: StoreTime(core.clock))
        }
    }
}

extension WebhookRecord {
    /// No less than its line takes, all escaped.
    fileprivate var largestLine: Int {
        webhook.settings.largestLine + secrets.largestLine + (16 << 10)
    }
}

extension Webhook.Settings {
    fileprivate var largestLine: Int {
        let headers = headers.fields.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count }
        return (headers + name.utf8.count + url.string.utf8.count) * 6 + (32 << 10)
    }
}

extension SealedSecrets {
    /// Numbers of three digits with a comma each.
    fileprivate var largestLine: Int { bytes.count * 4 }
}
