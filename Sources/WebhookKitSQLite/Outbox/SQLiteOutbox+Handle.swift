public import WebhookKit
import WebhookKitCSQLite

extension SQLiteOutbox {
    /// Publishes an event on the host's own connection, in its open transaction.
    ///
    /// It inserts one row and neither begins nor ends a transaction; without an open one, the insert
    /// is a transaction of its own. The call blocks as the host's own statements do, and waits for
    /// another connection's lock as long as the host's `busy_timeout` says. No timeout, SQLite's
    /// default, means that it throws `busy` at once.
    ///
    /// When a transaction has read before it writes and another connection has committed in between,
    /// SQLite refuses to let it write, whatever the timeout (`SQLITE_BUSY_SNAPSHOT`); begin those with
    /// `BEGIN IMMEDIATE`. On a full disk and the like SQLite may roll the whole transaction back; the
    /// error then says so.
    ///
    /// - Parameters:
    ///   - event: what `WebhookService.prepare(_:)` gave.
    ///   - handle: the connection as SQLite's `sqlite3 *`, used on this thread as the host's driver
    ///     would.
    ///   - sourceID: what `SELECT sqlite_source_id()` gives through the host's driver. Two copies of
    ///     SQLite that have one file open in one process corrupt it, and a handle of the one means
    ///     nothing to the other; a copy that is not ours is refused before the handle is touched. Two
    ///     copies of the very same version cannot be told apart.
    /// - Returns: the event's id; for a duplicate, the first one's.
    /// - Throws: `keyReused`, `conflict` when the id is taken, `busy`, `full`, `damaged`, or
    ///   `unavailable` when the copies differ or the store's tables are not there.
    @discardableResult
    public func publish(
        _ event: Event,
        on handle: OpaquePointer,
        sourceID: String
    ) throws(StoreError) -> Receipt {
        guard sourceID == Self.sourceID else { throw .otherSQLite(than: sourceID) }
        let database = unsafe HostConnection(handle: handle)
        let statement = statement(for: event)
        if try database.insert(statement, key: event.idempotencyKey?.string) > 0 {
            return Receipt(id: event.id, isDuplicate: false)
        }
        // Only a duplicate has a key and inserts nothing.
        let first = try event.idempotencyKey.flatMap { key throws(StoreError) in
            try database.text(search(for: key.string, in: event.scope))
        }
        guard let first, let id = try? Event.ID(first) else {
            throw .busy("the outbox: the event that had the key is gone by now; publish again")
        }
        return Receipt(id: id, isDuplicate: true)
    }
}

/// The host's connection for the length of one call; it is never closed or kept.
@safe private struct HostConnection {
    let handle: OpaquePointer

    init(handle: OpaquePointer) {
        unsafe self.handle = unsafe handle
    }

    /// Inserts a row and gives how many were inserted.
    func insert(_ statement: OutboxStatement, key: String?) throws(StoreError) -> Int32 {
        let began = isInTransaction
        do throws(SQLiteError) {
            _ = try step(statement) { _ in }
            return unsafe sqlite3_changes(handle)
        } catch {
            throw storeError(error, key: key, wasRolledBack: began && !isInTransaction)
        }
    }

    /// The first column of the first row.
    func text(_ statement: OutboxStatement) throws(StoreError) -> String? {
        do throws(SQLiteError) {
            return try step(statement) { $0.text(0) }
        } catch {
            throw storeError(error, key: nil, wasRolledBack: false)
        }
    }

    /// Runs a statement to its first row, or to its end, and finalizes it.
    private func step<Result>(
        _ text: OutboxStatement,
        read: (Statement) -> Result
    ) throws(SQLiteError) -> Result? {
        var prepared: OpaquePointer?
        var code = unsafe sqlite3_prepare_v2(handle, text.sql, -1, &prepared, nil)
        guard code == SQLITE_OK, let pointer = unsafe prepared else { throw error(at: text.sql) }
        // Finalizes when it goes, on every way out.
        let statement = unsafe Statement(handle: pointer, text: text.sql)
        for (index, value) in zip(Int32(1)..., text.values) where code == SQLITE_OK {
            code = value.bind(to: statement, at: index)
        }
        if code == SQLITE_OK { code = statement.step() }
        return try withExtendedLifetime(statement) { () throws(SQLiteError) in
            switch code {
            case SQLITE_ROW: read(statement)
            case SQLITE_DONE: nil
            default: throw error(at: text.sql)
            }
        }
    }

    private var isInTransaction: Bool { unsafe sqlite3_get_autocommit(handle) == 0 }

    /// The host may have left extended result codes off.
    private func error(at place: String) -> SQLiteError {
        unsafe SQLiteError(
            code: sqlite3_extended_errcode(handle),
            message: String(cString: sqlite3_errmsg(handle)),
            place: place
        )
    }

    private var path: String {
        guard let path = unsafe sqlite3_db_filename(handle, "main") else { return "the outbox" }
        let text = unsafe String(cString: path)
        return text.isEmpty ? "the outbox" : text
    }

    private func storeError(_ error: SQLiteError, key: String?, wasRolledBack: Bool) -> StoreError {
        let plain = error.outboxError(path: path, key: key)
        guard wasRolledBack else { return plain }
        return StoreError(
            plain.code,
            plain.message + "; SQLite has rolled the whole transaction back",
            cause: error
        )
    }
}

extension SQLiteError {
    /// What SQLite has said about an insert into the outbox, in the core's terms.
    fileprivate func outboxError(path: String, key: String?) -> StoreError {
        switch (code, message) {
        case (_, Schema1.keyRefusal):
            let refusal = StoreError.keyReused(ExactText(key ?? ""))
            return StoreError(refusal.code, refusal.message, cause: self)
        case (_, Schema1.idRefusal):
            return StoreError(
                .conflict,
                "the event's id is taken; use another or none",
                cause: self
            )
        case (SQLITE_ERROR, _):
            return StoreError(
                .unavailable,
                "\(path): \(message); open a SQLiteWebhookStore there first, with the same tables",
                cause: self
            )
        // SQLITE_BUSY_SNAPSHOT, which is a macro that Swift does not import.
        case (SQLITE_BUSY | 2 << 8, _):
            return StoreError(
                .busy,
                "\(path): another connection has written since this transaction began to read; roll "
                    + "it back and run it again with BEGIN IMMEDIATE",
                cause: self
            )
        default:
            return storeError(path: path)
        }
    }
}

extension StoreError {
    fileprivate static func otherSQLite(than theirs: String) -> StoreError {
        StoreError(
            .unavailable,
            "sourceID: the handle is of another copy of SQLite (\(theirs)) than WebhookKit's "
                + "(\(SQLiteOutbox.sourceID)); on one file in one process they corrupt it: link one"
        )
    }
}
