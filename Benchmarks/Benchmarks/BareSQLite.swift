import BenchmarksCSQLite

/// Runs what a store ran once more, straight through SQLite's C interface: prepared statements, the
/// same values, the same rows read, the same transactions, and nothing around them.
///
/// The write-ahead log is written back at 1,000 pages, as the store does it.
final class BareSQLite {
    private let database: OpaquePointer
    private let recording: SQLiteRecording
    private var statements: [OpaquePointer?]
    private let bytes: UnsafeMutablePointer<UInt8>

    init(path: String, recording: SQLiteRecording) {
        var opened: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
        guard sqlite3_open_v2(path, &opened, flags, nil) == SQLITE_OK, let opened else {
            fatalError("\(path) cannot be opened")
        }
        database = opened
        self.recording = recording
        statements = recording.texts.map { _ in nil }
        bytes = .allocate(capacity: recording.bytes.count + 1)
        bytes.initialize(from: recording.bytes, count: recording.bytes.count)
    }

    deinit {
        for statement in statements { sqlite3_finalize(statement) }
        sqlite3_close(database)
        bytes.deallocate()
    }

    /// Runs what came before the mark: opening, migrating, making a webhook.
    func prepare() {
        run(0..<recording.mark)
        // Preparing is no part of the race: the store has done most of it by then.
        for index in statements.indices { _ = statement(index) }
    }

    /// Runs what is measured.
    func race() {
        run(recording.mark..<recording.steps.count)
    }

    private func run(_ range: Range<Int>) {
        recording.steps.withUnsafeBufferPointer { steps in
            recording.values.withUnsafeBufferPointer { values in
                for index in range { run(steps[index], values) }
            }
        }
    }

    private func statement(_ index: Int) -> OpaquePointer? {
        if let statement = statements[index] { return statement }
        let text = recording.texts[index]
        // A setting is made while it is prepared: it has to be prepared each time.
        if text.hasPrefix("PRAGMA"), text.contains("=") { return nil }
        var prepared: OpaquePointer?
        let flags = UInt32(SQLITE_PREPARE_PERSISTENT)
        let code = sqlite3_prepare_v3(database, text, -1, flags, &prepared, nil)
        if code != SQLITE_OK { fail(text) }
        statements[index] = prepared
        return prepared
    }

    private func run(
        _ step: SQLiteRecording.Step,
        _ values: UnsafeBufferPointer<SQLiteRecording.Value>
    ) {
        guard let statement = statements[step.text] ?? statement(step.text) else {
            let text = recording.texts[step.text]
            if sqlite3_exec(database, text, nil, nil, nil) != SQLITE_OK { fail(text) }
            return
        }
        var index: Int32 = 0
        for place in step.values {
            index += 1
            switch values[place] {
            case .null: sqlite3_bind_null(statement, index)
            case .int(let value): sqlite3_bind_int64(statement, index, value)
            case .text(let offset, let count):
                (bytes + offset).withMemoryRebound(to: CChar.self, capacity: count) {
                    _ = sqlite3_bind_text(statement, index, $0, Int32(count), nil)
                }
            case .blob(let offset, let count):
                sqlite3_bind_blob(statement, index, bytes + offset, Int32(count), nil)
            }
        }
        if step.rows == 0 {
            let code = sqlite3_step(statement)
            if code != SQLITE_DONE && code != SQLITE_ROW { fail(recording.texts[step.text]) }
        }
        for _ in 0..<step.rows {
            guard sqlite3_step(statement) == SQLITE_ROW else { break }
            readRow(of: statement)
        }
        sqlite3_reset(statement)
    }

    private func readRow(of statement: OpaquePointer) {
        for column in 0..<sqlite3_column_count(statement) {
            switch sqlite3_column_type(statement, column) {
            case SQLITE_INTEGER: _ = sqlite3_column_int64(statement, column)
            case SQLITE_TEXT:
                _ = sqlite3_column_text(statement, column)
                _ = sqlite3_column_bytes(statement, column)
            case SQLITE_BLOB:
                _ = sqlite3_column_blob(statement, column)
                _ = sqlite3_column_bytes(statement, column)
            default: break
            }
        }
    }

    private func fail(_ text: String) -> Never {
        fatalError("\(String(cString: sqlite3_errmsg(database))) at \(text)")
    }
}
