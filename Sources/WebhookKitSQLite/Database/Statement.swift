import WebhookKitCSQLite

/// A prepared statement, and the row it stands on.
///
/// Lives on its connection's thread. Column indexes count from 0, as SQLite's do; a column that is
/// not there or of another type reads as SQLite converts it: 0, "", or nothing.
@safe final class Statement {
    private let handle: OpaquePointer
    /// Its text, for errors.
    let text: String

    init(handle: OpaquePointer, text: String) {
        unsafe self.handle = unsafe handle
        self.text = text
    }

    deinit {
        unsafe sqlite3_finalize(handle)
    }

    // MARK: Binding; each gives SQLite's result code

    func bind(_ value: Int64, at index: Int32) -> Int32 {
        unsafe sqlite3_bind_int64(handle, index, value)
    }

    func bind(_ value: String, at index: Int32) -> Int32 {
        var value = value
        return value.withUTF8 { text in
            unsafe text.withMemoryRebound(to: CChar.self) { text in
                // An empty text has no address, which would bind NULL.
                guard let start = text.baseAddress else {
                    return unsafe webhookkit_bind_text(handle, index, "", 0)
                }
                return unsafe webhookkit_bind_text(
                    handle,
                    index,
                    start,
                    Int32(clamping: text.count)
                )
            }
        }
    }

    func bind(_ value: [UInt8], at index: Int32) -> Int32 {
        unsafe value.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress, unsafe !bytes.isEmpty else {
                return unsafe sqlite3_bind_zeroblob(handle, index, 0)
            }
            return unsafe webhookkit_bind_blob(handle, index, start, Int32(clamping: bytes.count))
        }
    }

    func bindNull(at index: Int32) -> Int32 {
        unsafe sqlite3_bind_null(handle, index)
    }

    // MARK: Stepping

    /// Goes to the next row; gives SQLite's result code.
    func step() -> Int32 {
        unsafe sqlite3_step(handle)
    }

    /// Makes it ready to be used again; the bound values stay until others are bound.
    func reset() {
        unsafe sqlite3_reset(handle)
    }

    // MARK: Reading the row

    func isNull(_ column: Int32) -> Bool {
        unsafe sqlite3_column_type(handle, column) == SQLITE_NULL
    }

    func int(_ column: Int32) -> Int64 {
        unsafe sqlite3_column_int64(handle, column)
    }

    func optionalInt(_ column: Int32) -> Int64? {
        isNull(column) ? nil : int(column)
    }

    func text(_ column: Int32) -> String {
        guard let start = unsafe sqlite3_column_text(handle, column) else { return "" }
        let count = Int(unsafe sqlite3_column_bytes(handle, column))
        return unsafe String(
            decoding: UnsafeBufferPointer(start: start, count: count),
            as: UTF8.self
        )
    }

    func optionalText(_ column: Int32) -> String? {
        isNull(column) ? nil : text(column)
    }

    func bytes(_ column: Int32) -> [UInt8] {
        guard let start = unsafe sqlite3_column_blob(handle, column) else { return [] }
        let count = Int(unsafe sqlite3_column_bytes(handle, column))
        return unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
    }
}
