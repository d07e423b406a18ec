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
        var prepared: OpaquePointer?
        let code = unsafe sqlite3_prepare_v2(handle, sql, -1, &prepared, nil)
        guard code == SQLITE_OK, let statement = unsafe prepared else {
            throw RawDatabaseError(code: code)
        }
        defer { unsafe sqlite3_finalize(statement) }
        guard unsafe sqlite3_step(statement) == SQLITE_ROW else { return nil }
        return unsafe sqlite3_column_int64(statement, 0)
    }
}

struct RawDatabaseError: Error {
    let code: Int32
}
