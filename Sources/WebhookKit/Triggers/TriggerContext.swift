/// What all parts of the chapter share: rows, settings, handlers, and who is who.
struct TriggerContext: Sendable {
    let chapter: ChapterContext
    let configuration: TriggerService.Configuration
    let handlers: [String: TriggerHandler]
    let authentication: TriggerAuthentication
    let vault: TriggerVault
    let tables: TriggerTables
    let log: TriggerLog
    /// Keeps the deadlines of calls that are being handled.
    let deadlines: SharedDeadlines
    /// Signalled when a durable call was accepted.
    let signals = SignalBoard()
    /// Counts calls with keys: every few of them pay for the clean-up of old ones.
    let keyedCalls = Locked(0)

    init(
        chapter: ChapterContext,
        configuration: TriggerService.Configuration,
        handlers: [String: TriggerHandler],
        authentication: TriggerAuthentication,
        cipher: any SecretCipher
    ) {
        self.chapter = chapter
        self.configuration = configuration
        self.handlers = handlers
        self.authentication = authentication
        vault = TriggerVault(cipher: cipher, chapter: chapter)
        tables = TriggerTables(chapter)
        log = TriggerLog(table: tables.log, rows: chapter.rows, limit: configuration.logCalls)
        deadlines = SharedDeadlines(clock: chapter.clock)
    }

    var rows: any RowStore { chapter.rows }
    var clock: any WebhookClock { chapter.clock }

    func observe(_ activity: ServiceActivity) {
        chapter.observer.observe(activity)
    }

    /// Tells of a store that does not work; not of a call that was cancelled.
    func observe(storeFailure error: any Error) {
        if error is CancellationError { return }
        let failure = StoreError(wrapping: error)
        observe(.storeFailed(failure.code, detail: failure.message))
    }

    /// Does a step that the caller's cancellation does not reach: what has happened is written down.
    func shielded<Value: Sendable>(
        _ step: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await Task(executorPreference: WebhookService.currentExecutor) {
            try await step()
        }.value
    }
}

/// The chapter's tables and queues.
struct TriggerTables: Sendable {
    /// Triggers by their ids.
    let triggers: RowTable<TriggerRecord>
    /// How many triggers a scope has, under one key.
    let counts: RowTable<Int>
    /// Idempotency keys.
    let keys: RowTable<TriggerKey>
    /// Durable calls that are not handled yet; their bodies are rows of ``bodies`` under the same keys.
    let calls: RowTable<TriggerWork>
    /// What was called, newest first.
    let log: RowTable<TriggerLogEntry>
    /// Durable calls by the time of their next try.
    let queue: RowQueue
    /// Idempotency keys by the time when they are free again.
    let expiry: RowQueue

    /// The table of durable calls' bodies, each row the very bytes that came.
    static let bodies = "trigger_bodies"
    /// The key of a scope's count.
    static let countKey = "all"

    init(_ chapter: ChapterContext) {
        let rows = chapter.rows
        triggers = RowTable("triggers", in: rows)
        counts = RowTable("trigger_counts", in: rows)
        keys = RowTable("trigger_keys", in: rows)
        calls = RowTable("trigger_calls", in: rows)
        log = RowTable("trigger_log", in: rows)
        let (clock, random) = (chapter.clock, chapter.random)
        queue = RowQueue("trigger_queue", in: rows, clock: clock, random: random)
        expiry = RowQueue("trigger_expiry", in: rows, clock: clock, random: random)
    }
}
