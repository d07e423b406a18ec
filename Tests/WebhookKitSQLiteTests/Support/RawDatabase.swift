import WebhookKitCSQLite

/// A host's own handle on a database file, beside the store's.
@safe final class RawDatabase {
    let handle: OpaquePointer

    init(_ path: String) throws {
        var opened: OpaquePointer?
        let code = unsafe sqlite3_open(path, &opened)
        guard code == SQLITE_OK, let database = unsafe opened else {
            throw RawDatabaseError(code: code)
        }
        unsafe handle = unsafe database
        unsafe sqlite3_busy_timeout(database, 5000)
    }

    deinit {
        unsafe sqlite3_close_v2(handle)
    }

    func execute(_ sql: String) throws {
        let code = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw RawDatabaseError(code: code) }
    }

    /// The first column of the first row.
    func number(_ sql: String) throws -> Int64? {
        unsafe try first(sql) { unsafe sqlite3_column_int64($0, 0) }
    }

    /// The same as text; empty for NULL.
    func text(_ sql: String) throws -> String? {
        unsafe try first(sql) { row in
            unsafe sqlite3_column_text(row, 0).map { unsafe String(cString: $0) } ?? ""
        }
    }

    private func first<Value>(
        _ sql: String,
        read: (OpaquePointer) -> Value
    ) throws -> Value? {
        var prepared: OpaquePointer?
        let code = unsafe sqlite3_prepare_v2(handle, sql, -1, &prepared, nil)
        guard code == SQLITE_OK, let statement = unsafe prepared else {
            throw RawDatabaseError(code: code)
        }
        defer { unsafe sqlite3_finalize(statement) }
        guard unsafe sqlite3_step(statement) == SQLITE_ROW else { return nil }
        return unsafe read(statement)
    }
}

struct RawDatabaseError: Error {
    let code: Int32
}
