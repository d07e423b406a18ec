import WebhookKit
import WebhookKitSQL

/// Opens a database file as a store: looks before it writes, has the tables made or migrated, and finds
/// the store's time.
struct StoreOpening: Sendable {
    let path: String
    let configuration: SQLiteWebhookStore.Configuration
    let names: TableNames
    let clock: any MachineClock
    /// What the threads of the store meet and cannot read.
    let faults = RowFaults()
    /// The files that the store has open.
    let files: OpenFiles

    init(
        path: String,
        configuration: SQLiteWebhookStore.Configuration,
        clock: any MachineClock
    ) throws(StoreError) {
        self.path = try LiteralPath.check(path)
        self.configuration = configuration
        self.clock = clock
        files = OpenFiles(clock: clock)
        names = try configuration.names
    }

    /// Opens the connection that writes.
    func openStore() throws(StoreError) -> StoreCore {
        try DatabaseFile(path: path).prepare()
        let connection = try connect(isReadOnly: false)
        try retryingWhileBusy { () throws(StoreError) in
            let schema = schema(of: connection)
            // What is refused is not written to.
            _ = try Schema.migration.step(on: schema)
            if configuration.checking == .quick { try quickCheck(connection) }
            try schema.migrate()
        }
        connection.keepsLogAtClose(false)
        try setUp(connection, cacheSize: configuration.cacheSize)
        let clock = try adoptBoot(connection)
        files.note(connection.resolvedPath)
        return StoreCore(
            connection: connection,
            clock: clock,
            configuration: configuration,
            faults: faults,
            files: files
        )
    }

    /// Opens a connection that only reads, once the store is open.
    func openQueries() throws(StoreError) -> StoreQueries {
        let connection = try connect(isReadOnly: false)
        try setUp(connection, cacheSize: configuration.cacheSize / 2)
        // Not opened read-only: it may have to make the shared memory of the write-ahead log.
        try connection.execute("PRAGMA query_only = ON")
        let offset = try connection.first("SELECT clock_offset FROM {store}") { $0.int(0) }
        guard let offset else { throw .damaged("\(path): table \(names.table("store")) is empty") }
        connection.keepsLogAtClose(false)
        return StoreQueries(
            connection: connection,
            clock: StoreClock(clock: clock, offset: offset),
            faults: faults,
            files: files
        )
    }

    /// Opens a connection beside a store that may be open, to read all of a file that must be there.
    func openForChecking() throws(StoreError) -> Connection {
        guard try DatabaseFile(path: path).isThere() else {
            throw StoreError(.unavailable, "\(path): there is no such file")
        }
        let connection = try connect(isReadOnly: true)
        guard try Schema.migration.step(on: schema(of: connection)) == nil else {
            throw StoreError(
                .unavailable,
                "\(path): no store of this version; a store that is opened migrates it"
            )
        }
        return connection
    }

    private func connect(isReadOnly: Bool) throws(StoreError) -> Connection {
        try Connection(
            path: path,
            names: names,
            busyTimeout: configuration.busyTimeout,
            isReadOnly: isReadOnly
        )
    }

    private func schema(of connection: Connection) -> StoredSchema {
        StoredSchema(connection: connection, tables: configuration.tables, clock: clock)
    }

    private func setUp(_ connection: Connection, cacheSize: Int) throws(StoreError) {
        try connection.execute("PRAGMA trusted_schema = OFF")
        try connection.execute("PRAGMA foreign_keys = ON")
        try connection.execute("PRAGMA temp_store = MEMORY")
        try connection.execute("PRAGMA cache_size = -\(cacheSize >> 10)")
        // Deleted rows need not be overwritten: what is secret is sealed before it comes here.
        try connection.execute("PRAGMA secure_delete = OFF")
        // On Darwin a plain fsync leaves the bytes in the disk's own cache; elsewhere this does nothing.
        // Checkpoints and the log are synced alike then.
        try connection.execute("PRAGMA fullfsync = ON")
        try connection.execute("PRAGMA journal_size_limit = \(64 << 20)")
    }

    /// Changing to WAL mode takes a lock for which SQLite does not wait by itself.
    private func retryingWhileBusy(_ body: () throws(StoreError) -> Void) throws(StoreError) {
        let end = ContinuousClock.now.advanced(by: configuration.busyTimeout)
        while true {
            do throws(StoreError) {
                return try body()
            } catch {
                guard error.code == .busy, ContinuousClock.now < end else { throw error }
                BusyWaiting.pause()
            }
        }
    }

    private func quickCheck(_ connection: Connection) throws(StoreError) {
        let problems = try connection.rows(of: "PRAGMA quick_check(1)") { $0.text(0) }
        guard let problem = problems.first, problem != "ok" else { return }
        throw .damaged("\(path): \(problem)")
    }

    // MARK: Time

    /// Goes on with the time of the other processes since the machine started, or begins it.
    private func adoptBoot(_ connection: Connection) throws(StoreError) -> StoreClock {
        try connection.execute("BEGIN IMMEDIATE")
        do throws(StoreError) {
            let offset = try adoptBootInTransaction(connection)
            try connection.execute("COMMIT")
            return StoreClock(clock: clock, offset: offset)
        } catch {
            if !connection.isIdle { try? connection.execute("ROLLBACK") }
            throw error
        }
    }

    private func adoptBootInTransaction(_ connection: Connection) throws(StoreError) -> Int64 {
        let found = try connection.first(
            "SELECT boot, clock_offset, steady, wall_ahead FROM {store}"
        ) {
            (boot: $0.text(0), offset: $0.int(1), steady: $0.int(2), wallAhead: $0.int(3))
        }
        guard let found else { throw .damaged("\(path): table \(names.table("store")) is empty") }
        let numbers = [found.offset, found.steady, found.wallAhead]
        guard numbers.allSatisfy({ abs($0.clamped) < 1 << 53 }) else {
            throw .damaged("\(path): table \(names.table("store")): the time is out of bounds")
        }
        guard found.boot != clock.boot else { return found.offset }
        // While the machine was off only the wall went on; it may have been set meanwhile.
        let wall = clock.now.millisecondsSinceEpoch.clamped
        let steady = max(wall - found.wallAhead, found.steady)
        let offset = steady - clock.sinceBoot.wholeMilliseconds.clamped
        try connection.run(
            "UPDATE {store} SET boot = ?1, clock_offset = ?2, steady = ?3",
            clock.boot,
            offset,
            steady
        )
        // Whoever had them is gone with the machine (B-2).
        try connection.execute("UPDATE {leases} SET ends = 0, holder = NULL")
        try connection.execute("UPDATE {notices} SET lease_end = 0 WHERE content IS NOT NULL")
        return offset
    }
}

extension Int64 {
    /// A number that may be added to another one.
    fileprivate var clamped: Int64 { Swift.max(-(1 << 60), Swift.min(self, 1 << 60)) }
}
