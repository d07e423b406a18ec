import BenchmarksCSQLite
import Foundation
import Synchronization

/// Every statement that a store ran on its writing connection, with the values it bound and the rows
/// it read, in order: what ``BareSQLite`` runs again.
///
/// SQLite itself tells (`sqlite3_trace_v2`), so that it is what the store does, not what we believe.
final class SQLiteRecording {
    /// A statement that was run.
    struct Step {
        /// Its index in `texts`.
        let text: Int
        /// Its values in `values`.
        let values: Range<Int>
        /// How many rows were read.
        var rows = 0
    }

    /// A bound value; texts and blobs are in `bytes`.
    enum Value {
        case null
        case int(Int64)
        case text(offset: Int, count: Int)
        case blob(offset: Int, count: Int)
    }

    private(set) var texts: [String] = []
    private(set) var steps: [Step] = []
    private(set) var values: [Value] = []
    private(set) var bytes: [UInt8] = []
    /// The index of the first step that is measured.
    private(set) var mark = 0
    /// Statements of other connections since then.
    private(set) var elsewhere = 0
    private var indexes: [String: Int] = [:]

    /// What SQLite's callbacks write to while the recording goes on.
    private struct Session {
        var recordings: [UInt: SQLiteRecording] = [:]
        var running: [UInt: (connection: UInt, step: Int)] = [:]
        var isOn = false
    }
    private nonisolated(unsafe) static var session = Session()
    private static let lock = Mutex<Void>(())

    // MARK: The session

    /// Records all connections that are opened from now on.
    static func start() {
        lock.withLock { _ in session = Session(isOn: true) }
        _ = benchmarks_watch_connections { database, _, _ in
            let events = UInt32(SQLITE_TRACE_STMT | SQLITE_TRACE_ROW)
            return sqlite3_trace_v2(database, events, SQLiteRecording.trace, nil)
        }
    }

    /// Says that what follows is measured.
    static func markHere() {
        lock.withLock { _ in
            for recording in session.recordings.values { recording.mark = recording.steps.count }
        }
    }

    /// Ends the session and gives what the writing connection did.
    static func stop() -> SQLiteRecording? {
        sqlite3_reset_auto_extension()
        return lock.withLock { _ in
            session.isOn = false
            defer { session = Session() }
            let all = session.recordings.values
            let writer = all.first { recording in
                recording.steps[recording.mark...].contains {
                    recording.texts[$0.text] == "BEGIN IMMEDIATE"
                }
            }
            writer?.elsewhere = all.reduce(0) {
                $1 === writer ? $0 : $0 + $1.steps.count - $1.mark
            }
            return writer
        }
    }

    private static let trace:
        @convention(c) (
            UInt32, UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, UnsafeMutableRawPointer?
        ) -> Int32 = { event, _, statement, text in
            guard let statement else { return 0 }
            let handle = OpaquePointer(statement)
            lock.withLock { _ in
                guard session.isOn else { return }
                if event == UInt32(SQLITE_TRACE_ROW) {
                    guard let place = session.running[UInt(bitPattern: statement)] else { return }
                    session.recordings[place.connection]?.steps[place.step].rows += 1
                    return
                }
                // What triggers and foreign keys do comes as a comment.
                if let text, text.load(as: UInt16.self) == 0x2D2D { return }
                let connection = UInt(bitPattern: sqlite3_db_handle(handle))
                let recording = session.recordings[connection] ?? SQLiteRecording()
                session.recordings[connection] = recording
                session.running[UInt(bitPattern: statement)] = (connection, recording.steps.count)
                recording.add(handle)
            }
            return 0
        }

    private func add(_ statement: OpaquePointer) {
        guard let text = sqlite3_sql(statement), let expanded = sqlite3_expanded_sql(statement)
        else { fatalError("a statement without text, or too long a one") }
        defer { sqlite3_free(expanded) }
        let template = String(cString: text)
        let index = indexes[template] ?? texts.count
        if index == texts.count {
            texts.append(template)
            indexes[template] = index
        }
        let first = values.count
        for _ in 0..<sqlite3_bind_parameter_count(statement) { values.append(.null) }
        read(
            Array(template.utf8),
            UnsafeBufferPointer(start: expanded, count: strlen(expanded)),
            first
        )
        steps.append(Step(text: index, values: first..<values.count))
    }

    // MARK: Reading values out of the expanded text

    private func read(_ template: [UInt8], _ expanded: UnsafeBufferPointer<CChar>, _ first: Int) {
        var (i, j) = (0, 0)
        while i < template.count {
            guard template[i] == UInt8(ascii: "?") else {
                precondition(template[i] == UInt8(bitPattern: expanded[j]))
                (i, j) = (i + 1, j + 1)
                continue
            }
            var number = 0
            i += 1
            while i < template.count, let digit = Self.digit(template[i]) {
                number = number * 10 + digit
                i += 1
            }
            values[first + number - 1] = literal(expanded, &j)
        }
    }

    private static func digit(_ byte: UInt8) -> Int? {
        (0x30...0x39).contains(byte) ? Int(byte) - 0x30 : nil
    }

    private func literal(_ text: UnsafeBufferPointer<CChar>, _ j: inout Int) -> Value {
        func byte(_ index: Int) -> UInt8 { UInt8(bitPattern: text[index]) }
        let offset = bytes.count
        switch byte(j) {
        case UInt8(ascii: "N"):
            j += 4
            return .null
        case UInt8(ascii: "'"):
            j += 1
            while true {
                if byte(j) == UInt8(ascii: "'") {
                    j += 1
                    guard j < text.count, byte(j) == UInt8(ascii: "'") else { break }
                }
                bytes.append(byte(j))
                j += 1
            }
            return .text(offset: offset, count: bytes.count - offset)
        case UInt8(ascii: "x"):
            j += 2
            while byte(j) != UInt8(ascii: "'") {
                bytes.append(UInt8(Self.hex(byte(j)) << 4 | Self.hex(byte(j + 1))))
                j += 2
            }
            j += 1
            return .blob(offset: offset, count: bytes.count - offset)
        case UInt8(ascii: "z"):
            // zeroblob(0)
            while byte(j) != UInt8(ascii: ")") { j += 1 }
            j += 1
            return .blob(offset: offset, count: 0)
        default:
            let isNegative = byte(j) == UInt8(ascii: "-")
            if isNegative { j += 1 }
            var number: Int64 = 0
            while j < text.count, let digit = Self.digit(byte(j)) {
                number = number &* 10 &+ Int64(digit)
                j += 1
            }
            return .int(isNegative ? 0 &- number : number)
        }
    }

    private static func hex(_ byte: UInt8) -> Int {
        digit(byte) ?? Int(byte | 0x20) - Int(UInt8(ascii: "a")) + 10
    }
}
