import WebhookKit
import WebhookKitCSQLite
import WebhookKitSQL

/// A connection to a database file, with its prepared statements.
///
/// Not `Sendable`: it lives on one thread, which may block. Together with ``Statement`` it is the only
/// place that touches SQLite's pointers; `deinit` closes it, after its statements.
@safe final class Connection {
    private let handle: OpaquePointer
    private var statements = StatementCache()
    /// The database file, for errors.
    let path: String
    let names: TableNames
    private let busy: BusyWaiting
    private let gauge = WalGauge()

    /// Opens a file that is there.
    ///
    /// - Parameters:
    ///   - busyTimeout: how long a statement waits for another connection's lock.
    init(
        path: String,
        names: TableNames,
        busyTimeout: Duration,
        isReadOnly: Bool = false
    ) throws(StoreError) {
        var opened: OpaquePointer?
        // Every connection stays on its thread: SQLite's own mutexes would only cost time.
        let access = isReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE
        let code = unsafe sqlite3_open_v2(path, &opened, access | SQLITE_OPEN_NOMUTEX, nil)
        guard code == SQLITE_OK, let database = unsafe opened else {
            let message = unsafe String(cString: sqlite3_errstr(code))
            unsafe sqlite3_close_v2(opened)
            throw SQLiteError(code: code, message: message, place: "open").storeError(path: path)
        }
        unsafe handle = unsafe database
        self.path = path
        self.names = names
        busy = BusyWaiting(timeout: busyTimeout)
        unsafe sqlite3_extended_result_codes(database, 1)
        unsafe busy.install(on: database)
        unsafe gauge.install(on: database)
        unsafe _ = webhookkit_set_defensive(database)
        // Until we know that the file is ours, closing it must not write to it.
        keepsLogAtClose(true)
    }

    deinit {
        statements = StatementCache()
        unsafe sqlite3_close_v2(handle)
    }

    // MARK: Statements

    /// Runs a statement that gives no row, or whose rows do not matter.
    func run<each Value: Bindable>(_ sql: SQL, _ values: repeat each Value) throws(StoreError) {
        let statement = try bound(sql, repeat each values)
        defer { statement.reset() }
        while true {
            let code = statement.step()
            if code == SQLITE_DONE { return }
            guard code == SQLITE_ROW else { throw error(code, at: statement.text) }
        }
    }

    /// The first row of a query, read by `read`; nil when there is none.
    func first<each Value: Bindable, Result>(
        _ sql: SQL,
        _ values: repeat each Value,
        read: (Statement) throws(StoreError) -> Result
    ) throws(StoreError) -> Result? {
        let statement = try bound(sql, repeat each values)
        defer { statement.reset() }
        let code = statement.step()
        if code == SQLITE_DONE { return nil }
        guard code == SQLITE_ROW else { throw error(code, at: statement.text) }
        return try read(statement)
    }

    /// All rows of a query, each read by `read`. It must not use the same statement again.
    func all<each Value: Bindable, Result>(
        _ sql: SQL,
        _ values: repeat each Value,
        read: (Statement) throws(StoreError) -> Result
    ) throws(StoreError) -> [Result] {
        let statement = try bound(sql, repeat each values)
        defer { statement.reset() }
        var results: [Result] = []
        while true {
            let code = statement.step()
            if code == SQLITE_DONE { return results }
            guard code == SQLITE_ROW else { throw error(code, at: statement.text) }
            results.append(try read(statement))
        }
    }

    /// Runs one statement that is used once, such as a PRAGMA or part of a schema.
    func execute(_ text: String) throws(StoreError) {
        let statement = try prepare(names.resolve(text), isKept: false)
        while true {
            let code = statement.step()
            if code == SQLITE_DONE { return }
            guard code == SQLITE_ROW else { throw error(code, at: text) }
        }
    }

    /// The rows of one statement that is used once.
    func rows<Result>(
        of text: String,
        read: (Statement) throws(StoreError) -> Result
    ) throws(StoreError) -> [Result] {
        let statement = try prepare(names.resolve(text), isKept: false)
        var results: [Result] = []
        while true {
            let code = statement.step()
            if code == SQLITE_DONE { return results }
            guard code == SQLITE_ROW else { throw error(code, at: text) }
            results.append(try read(statement))
        }
    }

    private func bound<each Value: Bindable>(
        _ sql: SQL,
        _ values: repeat each Value
    ) throws(StoreError) -> Statement {
        let statement = try cached(sql)
        var index: Int32 = 0
        var code = SQLITE_OK
        // Not a loop: that would copy every value.
        repeat (each values).bind(to: statement, next: &index, &code)
        guard code == SQLITE_OK else { throw error(code, at: statement.text) }
        return statement
    }

    private func cached(_ sql: SQL) throws(StoreError) -> Statement {
        if let statement = statements.statement(for: sql.key) { return statement }
        let statement = try prepare(sql.resolved(by: names), isKept: true)
        statements.insert(statement, for: sql.key)
        return statement
    }

    private func prepare(_ text: String, isKept: Bool) throws(StoreError) -> Statement {
        var prepared: OpaquePointer?
        let flags = isKept ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0
        let code = unsafe sqlite3_prepare_v3(handle, text, -1, flags, &prepared, nil)
        guard code == SQLITE_OK, let statement = unsafe prepared else {
            throw error(code, at: text)
        }
        return unsafe Statement(handle: statement, text: text)
    }

    private func error(_ code: Int32, at place: String) -> StoreError {
        let message = unsafe String(cString: sqlite3_errmsg(handle))
        return SQLiteError(code: code, message: message, place: place).storeError(path: path)
    }

    /// Has the next statements wait no longer than this for another connection's lock.
    func waitForLocks(atMost limit: Duration) { busy.wait(atMost: limit) }

    // MARK: State

    /// Whether commits wait for the disk.
    ///
    /// It runs when it is prepared, so that it cannot be kept as other statements are.
    func setSynchronous(isFull: Bool) throws(StoreError) {
        let text = isFull ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL"
        let code = unsafe sqlite3_exec(handle, text, nil, nil, nil)
        guard code == SQLITE_OK else { throw error(code, at: text) }
    }

    /// Whether closing the last connection leaves the write-ahead log as it is.
    func keepsLogAtClose(_ keeps: Bool) {
        unsafe _ = webhookkit_set_no_checkpoint_on_close(handle, keeps ? 1 : 0)
    }

    /// Pages in the write-ahead log after this connection's latest commit.
    var walFrames: Int { gauge.frames }

    /// Notes how long a checkpoint has found the log; 0 when the next commit begins it anew.
    func noteLog(frames: Int) { gauge.note(frames) }

    /// How far a checkpoint goes.
    enum CheckpointMode: Int32 {
        /// As far as it can without waiting for anybody.
        case passive = 0
        /// To the end, waiting for readers, and cuts the log to nothing.
        case truncate = 3
    }

    /// Writes the write-ahead log back into the file.
    ///
    /// - Returns: whether all of it is there now.
    func checkpoint(_ mode: CheckpointMode) throws(StoreError) -> (isWhole: Bool, frames: Int) {
        var (frames, done): (Int32, Int32) = (0, 0)
        let code = unsafe sqlite3_wal_checkpoint_v2(handle, nil, mode.rawValue, &frames, &done)
        if code == SQLITE_BUSY { return (false, Int(frames)) }
        guard code == SQLITE_OK else { throw error(code, at: "checkpoint") }
        return (frames == done, Int(frames))
    }

    /// The database file as SQLite has resolved it, from the root on.
    var resolvedPath: String {
        guard let path = unsafe sqlite3_db_filename(handle, "main") else { return path }
        return unsafe String(cString: path)
    }

    /// Whether no transaction is open.
    var isIdle: Bool { unsafe sqlite3_get_autocommit(handle) != 0 }

    /// Rows changed since it was opened: tells whether a step has written.
    var totalChanges: Int { Int(unsafe sqlite3_total_changes(handle)) }

    /// Rows changed by the latest statement.
    var changes: Int { Int(unsafe sqlite3_changes(handle)) }

    /// The version and the source of the SQLite that is linked.
    static var sourceID: String { unsafe String(cString: sqlite3_sourceid()) }
}
