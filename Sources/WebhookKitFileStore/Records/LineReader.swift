/// Reads lines that ``RecordWriter`` wrote; no bytes whatever make it trap.
package struct LineReader: Sendable {
    /// What a line says.
    package struct Line: Sendable {
        /// Its checksum.
        package var sum: UInt64
        /// The checksum of the line before; nil in format 1, whose lines do not say it.
        package var after: UInt64?
        /// How many bytes of the file were durable when the line was written.
        package var safe: Int64
        /// Whether further lines of the same atomic step follow.
        package var more: Bool
        /// The record.
        package var record: any JournalRecord
    }

    /// The names read so far.
    package var names = NameCache()

    private let checksum: LineChecksum

    /// Makes a reader without names.
    package init(checksum: @escaping LineChecksum) {
        self.checksum = checksum
    }

    /// Whether a line's bytes are those that were summed; what it says is not looked at.
    package static func isSound(_ line: ArraySlice<UInt8>, by checksum: LineChecksum) -> Bool {
        let sum = try? RecordCursor.over(line) { cursor throws(RecordProblem) in
            try cursor.frame()
        }
        guard let sum else { return false }
        return checksum(line.dropFirst(LineFormat.summedFrom)) == sum
    }

    /// Reads one line, without the line feed that ends it.
    ///
    /// Bodies of events, and attempts, are not decoded: their records say where they are.
    package mutating func read(_ line: ArraySlice<UInt8>) throws(RecordProblem) -> Line {
        try RecordCursor.over(line) { cursor throws(RecordProblem) in
            let sum = try cursor.frame()
            guard checksum(line.dropFirst(LineFormat.summedFrom)) == sum else {
                throw RecordProblem(reason: .checksum, offset: 0)
            }
            let after = try cursor.after()
            try cursor.skip(#""safe":"#)
            let safe: Int64 = try cursor.number()
            let more = cursor.takes(#","more":true"#)
            try cursor.skip(#","kind":""#)
            let record = try JournalKinds.read(&cursor, names: &names)
            try cursor.skip(UInt8(ascii: "}"))
            try cursor.expectEnd()
            return Line(sum: sum, after: after, safe: safe, more: more, record: record)
        }
    }
}

extension RecordCursor {
    /// Reads up to where the summed bytes begin, and looks at the last byte; gives the sum.
    fileprivate mutating func frame() throws(RecordProblem) -> UInt64 {
        guard takes(#"{"sum":""#) else { throw RecordProblem(reason: .frame, offset: offset) }
        guard let sum = sumDigits(), takes(#"","#), byte(at: count - 1) == UInt8(ascii: "}")
        else { throw RecordProblem(reason: .frame, offset: offset) }
        return sum
    }

    /// Reads the sum of the line before, if the line says it.
    fileprivate mutating func after() throws(RecordProblem) -> UInt64? {
        guard takes(#""after":""#) else { return nil }
        guard let sum = sumDigits(), takes(#"","#) else { throw problem }
        return sum
    }

    /// Reads 16 lower-case digits.
    mutating func sumDigits() -> UInt64? {
        var sum: UInt64 = 0
        for _ in 0..<LineFormat.digits {
            guard let byte = next, let digit = hexValue(byte), !(0x41...0x46).contains(byte) else {
                return nil
            }
            sum = sum << 4 | UInt64(digit)
            offset += 1
        }
        return sum
    }
}
