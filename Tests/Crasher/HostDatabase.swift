import WebhookKit
import WebhookKitCSQLite
import WebhookKitSQLite

/// A host's own connection, as a driver would have it: a raw handle and plain statements.
@safe final class HostDatabase {
    /// What a statement came to when it did not work.
    struct Problem: Error {
        let code: Int32
        let message: String
    }

    let handle: OpaquePointer

    init(path: String) throws {
        var opened: OpaquePointer?
        let code = unsafe sqlite3_open(path, &opened)
        guard code == SQLITE_OK, let opened = unsafe opened else {
            throw Problem(code: code, message: "open")
        }
        unsafe handle = unsafe opened
    }

    deinit {
        unsafe sqlite3_close_v2(handle)
    }

    /// Runs a statement and gives the first column of its rows as text.
    @discardableResult
    func run(_ sql: String, _ values: [OutboxStatement.Value] = []) throws -> [String] {
        var prepared: OpaquePointer?
        defer { unsafe sqlite3_finalize(prepared) }
        guard unsafe sqlite3_prepare_v2(handle, sql, -1, &prepared, nil) == SQLITE_OK else {
            throw problem
        }
        for (index, value) in zip(Int32(1)..., values) {
            switch value {
            case .null: unsafe sqlite3_bind_null(prepared, index)
            case .integer(let number): unsafe sqlite3_bind_int64(prepared, index, number)
            case .text(let text):
                unsafe webhookkit_bind_text(prepared, index, text, Int32(text.utf8.count))
            case .blob(let bytes):
                unsafe webhookkit_bind_blob(prepared, index, bytes, Int32(bytes.count))
            }
        }
        var rows: [String] = []
        while true {
            switch unsafe sqlite3_step(prepared) {
            case SQLITE_DONE: return rows
            case SQLITE_ROW:
                let text = unsafe sqlite3_column_text(prepared, 0)
                rows.append(unsafe text.map { unsafe String(cString: $0) } ?? "NULL")
            default: throw problem
            }
        }
    }

    /// Runs the outbox's statement as a driver would; gives how many rows were inserted.
    func run(_ statement: OutboxStatement) throws -> Int {
        try run(statement.sql, statement.values)
        return Int(unsafe sqlite3_changes(handle))
    }

    /// Publishes on the raw handle.
    @discardableResult
    func publish(_ event: Event, in outbox: SQLiteOutbox) throws -> SQLiteOutbox.Receipt {
        let sourceID = try run("SELECT sqlite_source_id()").joined()
        return try unsafe outbox.publish(event, on: handle, sourceID: sourceID)
    }

    func count(_ table: String) throws -> Int {
        Int(try run("SELECT count(*) FROM \(table)").joined()) ?? -1
    }

    private var problem: Problem {
        unsafe Problem(
            code: sqlite3_extended_errcode(handle),
            message: String(cString: sqlite3_errmsg(handle))
        )
    }
}
