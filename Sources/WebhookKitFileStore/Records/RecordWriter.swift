/// Gives the checksum of a line's bytes.
package typealias LineChecksum = @Sendable (ArraySlice<UInt8>) -> UInt64

/// Writes records as lines, one after the other, into its buffer (SPEC B-3).
///
/// `{"sum":"<16 hex digits>","safe":0,["more":true,]"kind":"…",…}` and a line feed. The sum is of
/// everything behind its own comma up to the line feed. Written by hand: an encoder takes 20 us.
package struct RecordWriter: Sendable {
    /// The lines so far; its owner empties it when it has written them to the file.
    package var bytes: [UInt8] = []

    /// How many bytes of the file are known to be durable. Each line says it, so that a reader can
    /// tell a torn tail from damage.
    package var safe: Int64 = 0

    private let checksum: LineChecksum

    /// Makes a writer with an empty buffer.
    package init(checksum: @escaping LineChecksum) {
        self.checksum = checksum
    }

    /// Begins a line.
    ///
    /// - Parameter more: Whether further lines of the same atomic step follow.
    /// - Returns: Where the line begins.
    mutating func begin(_ kind: StaticString, more: Bool) -> Int {
        let start = bytes.count
        bytes.append(#"{"sum":"0000000000000000","safe":"#)
        bytes.append(number: safe)
        bytes.append(more ? #","more":true,"kind":""# : #","kind":""#)
        bytes.append(kind)
        bytes.append(#"","#)
        return start
    }

    /// Ends the line that begins at `start`, and puts its sum in.
    mutating func end(_ start: Int) {
        bytes.append(UInt8(ascii: "}"))
        var sum = checksum(bytes[(start + LineFormat.summedFrom)...])
        for index in stride(
            from: start + LineFormat.sumEnd - 1,
            through: start + LineFormat.sumStart,
            by: -1
        ) {
            bytes[index] = hexDigit(UInt8(truncatingIfNeeded: sum & 15))
            sum >>= 4
        }
        bytes.append(0x0A)
    }
}

/// Where things stand at the beginning of every line.
enum LineFormat {
    /// `{"sum":"`.
    static let sumStart = 8
    /// After the 16 digits.
    static let sumEnd = 24
    /// After `",`.
    static let summedFrom = 26
}
