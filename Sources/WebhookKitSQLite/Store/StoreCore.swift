import WebhookKit
import WebhookKitSQL

/// The store on its writing thread: every verb is a step inside an open transaction.
///
/// What several steps of a transaction change (counters, queues, webhooks) is changed here and written
/// once, by ``flush()``. All of it is forgotten when a transaction fails, and compared with the file
/// when another connection has committed. The verbs are the types in Steps/, each made for one call.
final class StoreCore {
    let connection: Connection
    let deliveryTable: DeliveryTable
    let queueTable: QueueTable
    let turnTable: TurnTable
    let scopeTable: ScopeTable
    let webhookTable: WebhookTable
    let eventTable: EventTable
    let leaseTable: LeaseTable
    private let storeTable: StoreTable
    private let files: OpenFiles
    private let clock: StoreClock
    let walLimit: Int64
    let outboxEventBytes: Int
    private let pageSize: Int64

    /// The time of the present transaction.
    private(set) var time: StepTime
    var counters = Counters()
    var book = WebhookBook()
    /// By webhook; only those that the transaction has touched, or earlier ones while nobody else
    /// committed.
    var queues: [Int64: Queue] = [:]
    /// Scopes known to be in a group's rotation.
    var scopesInTurn: Set<ScopePlace> = []
    /// Who holds leases.
    let holders: Holders
    /// Rows that could not be read.
    let faults: RowFaults
    /// Whether counts and numbers have been compared with the rows since a transaction failed.
    var isCompared = false
    /// Whether the transaction has put some of them right.
    var hasRepaired = false
    /// Where the comparison of queues goes on, and when it is due.
    var compared: (webhook: Int64, next: Int64) = (.min, .min)
    /// Queues that the transaction has in its hands.
    private var touched: [Queue] = []
    /// Webhooks that have to be written.
    private var dirtyWebhooks: [WebhookEntry] = []
    /// Whether the transaction knows that nothing is in the outbox: nobody else can write meanwhile.
    var isOutboxEmpty = false
    private var savedCounters: Counters?
    private var dataVersion: Int64 = -1
    /// The counter of work as this process's dispatchers know it.
    private var knownWork: Int64?
    private var hasForeignWork = false

    init(
        connection: Connection,
        clock: StoreClock,
        configuration: SQLiteWebhookStore.Configuration,
        faults: RowFaults,
        files: OpenFiles
    ) {
        self.connection = connection
        deliveryTable = DeliveryTable(connection: connection)
        queueTable = QueueTable(connection: connection)
        turnTable = TurnTable(connection: connection)
        scopeTable = ScopeTable(connection: connection)
        webhookTable = WebhookTable(connection: connection)
        eventTable = EventTable(connection: connection)
        leaseTable = LeaseTable(connection: connection)
        storeTable = StoreTable(connection: connection)
        self.clock = clock
        self.faults = faults
        self.files = files
        walLimit = configuration.walLimit
        outboxEventBytes = configuration.outboxEventBytes
        pageSize = (try? connection.first("PRAGMA page_size") { $0.int(0) }) ?? 4096
        let files = HolderFiles(path: connection.resolvedPath, names: connection.names)
        holders = Holders(files: files)
        time = clock.read()
    }

    /// Whether the write-ahead log is longer than it may be.
    var isLogOverlong: Bool { Int64(connection.walFrames) > walLimit / pageSize }

    /// Single deliveries.
    var deliveries: OpenDeliveries { OpenDeliveries(core: self) }

    /// When queues come next.
    var heads: QueueHeads { QueueHeads(core: self) }

    // MARK: Transactions

    /// Begins a transaction: nobody else writes until its end.
    ///
    /// - Throws: `busy` when another connection did not let go of the file in time.
    func begin() throws(StoreError) {
        try files.check()
        try connection.run("BEGIN IMMEDIATE")
        time = clock.read()
        isOutboxEmpty = false
        let version = try connection.first("PRAGMA data_version") { $0.int(0) }
        if version != dataVersion {
            forgetQueues()
            holders.forget()
            dataVersion = version ?? -1
        }
        if savedCounters == nil {
            counters = try storeTable.read()
            savedCounters = counters
            if !counters.isWithinBounds { isCompared = false }
            book.adopt(catalog: counters.catalog)
            if let knownWork, knownWork != counters.work { hasForeignWork = true }
            knownWork = counters.work
        }
        guard !isCompared else { return }
        isCompared = true
        try Comparison(core: self).compareNumbers()
    }

    /// Ends the transaction well.
    func commit() throws(StoreError) {
        try flush()
        try connection.run("COMMIT")
        holders.commit()
        hasRepaired = false
        for queue in touched { queue.isTouched = false }
        touched = []
        savedCounters = counters
        // Whoever has made this process's own work tells its dispatchers.
        knownWork = counters.work
        book.trim()
        // A bound for stores with very many webhooks.
        if queues.count > 10_000 { queues = [:] }
    }

    /// Ends the transaction as if it had not been.
    func rollBack() {
        // Some errors have ended it already.
        if !connection.isIdle { try? connection.run("ROLLBACK") }
        forgetQueues()
        holders.rollBack()
        book = WebhookBook()
        if hasRepaired { isCompared = false }
        hasRepaired = false
    }

    // MARK: Damage

    /// What `body` gives; nil when it meets a row that cannot be read, which is noted and must not stop
    /// everything else. Trouble of SQLite itself is thrown.
    @discardableResult
    func readable<Value>(
        _ body: () throws(StoreError) -> Value?
    ) throws(StoreError) -> Value? {
        do throws(StoreError) {
            return try body()
        } catch {
            guard let fault = error.rowFault else { throw error }
            faults.note(fault)
            return nil
        }
    }

    // MARK: Work of others

    /// Notes what hosts have left in the outbox; what other processes have done was noted when the
    /// transaction began.
    func lookForForeignWork() throws(StoreError) {
        let hasRows = try connection.first(
            "SELECT EXISTS (SELECT 1 FROM {outbox} WHERE problem IS NULL)"
        ) { $0.int(0) != 0 }
        if hasRows == true { hasForeignWork = true }
    }

    /// Whether dispatchers have to be told that another connection has made work.
    func takeForeignWork() -> Bool {
        defer { hasForeignWork = false }
        return hasForeignWork
    }

    private func forgetQueues() {
        savedCounters = nil
        queues = [:]
        touched = []
        dirtyWebhooks = []
        scopesInTurn = []
    }

    /// Forgets what was read of queues that the transaction does not have in its hands, and finds the
    /// turns of the others anew.
    func forgetUntouchedQueues() {
        queues = queues.filter { $0.value.isTouched }
        for queue in queues.values { queue.reschedule() }
    }

    // MARK: Writing what has changed

    /// Writes queues, webhooks and counters as they are now.
    func flush() throws(StoreError) {
        try flushQueues()
        for entry in dirtyWebhooks where entry.isDirty { try write(entry) }
        dirtyWebhooks = []
        guard counters != savedCounters else { return }
        try storeTable.write(counters, at: time)
        savedCounters = counters
        book.note(catalog: counters.catalog)
    }

    /// Notes that the transaction has a queue in its hands.
    func touch(_ queue: Queue) {
        guard !queue.isTouched else { return }
        queue.isTouched = true
        touched.append(queue)
    }

    /// Notes that a webhook has to be written.
    func touch(_ webhook: WebhookEntry) {
        guard !webhook.isDirty else { return }
        webhook.isDirty = true
        dirtyWebhooks.append(webhook)
    }

    /// Writes queues as they are now, each with its turn or its timer.
    func flushQueues() throws(StoreError) {
        for queue in touched {
            try WebhookLog(core: self).trim(queue)
            queue.logLimit = nil
            if queue.needsTurn { try heads.findTurn(of: queue) }
            if queue.isDirty { try queueTable.update(queue) }
        }
    }

    /// Closes the file.
    func finish() {
        LeaseHolders(core: self).leave()
        queues = [:]
        book = WebhookBook()
    }
}
