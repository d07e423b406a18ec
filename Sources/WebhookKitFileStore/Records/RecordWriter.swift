/// Gives the checksum of a line's bytes.
package typealias LineChecksum = @Sendable (ArraySlice<UInt8>) -> UInt64

/// Writes records as lines, one after the other, into its buffer (B-3).
///
/// `{"sum":"<16 hex digits>","after":"<16>","safe":0,["more":true,]"kind":"…",…}` and a line feed.
/// The sum is of everything behind its own comma up to the line feed, and with that of `after`, which
/// is the sum of the line before: a line that is gone, repeated or elsewhere breaks the chain at its
/// place, and still each line can be read alone. Written by hand: an encoder takes 20 us.
package struct RecordWriter: Sendable {
    /// The lines so far; its owner empties it when it has written them to the file.
    package var bytes: [UInt8] = []

    /// How many bytes of the file are known to be durable. Each line says it, so that a reader can
    /// tell a torn tail from damage.
    package var safe: Int64 = 0

    /// The sum of the last line, on which the next one follows.
    package private(set) var last: UInt64

    /// How many lines were written.
    package private(set) var lines = 0

    private let checksum: LineChecksum

    /// Makes a writer with an empty buffer.
    ///
    /// - Parameter last: The sum of the line before its first one; zero where there is none.
    package init(checksum: @escaping LineChecksum, after last: UInt64 = 0) {
        self.checksum = checksum
        self.last = last
    }

    /// Takes back the lines behind `count` bytes.
    ///
    /// - Parameter last: The sum of the last line that stays.
    package mutating func cut(to count: Int, after last: UInt64) {
        bytes.removeSubrange(count...)
        self.last = last
    }

    /// Begins a line.
    ///
    /// - Parameter more: Whether further lines of the same atomic step follow.
    /// - Returns: Where the line begins.
    mutating func begin(_ kind: StaticString, more: Bool) -> Int {
        let start = bytes.count
        bytes.append(#"{"sum":"0000000000000000","after":"0000000000000000","safe":"#)
        put(last, at: start + LineFormat.afterStart)
        bytes.append(number: safe)
        bytes.append(more ? #","more":true,"kind":""# : #","kind":""#)
        bytes.append(kind)
        bytes.append(#"","#)
        return start
    }

    /// Ends the line that begins at `start`, and puts its sum in.
    mutating func end(_ start: Int) {
        bytes.append(UInt8(ascii: "}"))
        last = checksum(bytes[(start + LineFormat.summedFrom)...])
        put(last, at: start + LineFormat.sumStart)
        bytes.append(0x0A)
        lines += 1
    }

    /// Puts the digits of a sum in the place of zeros.
    private mutating func put(_ sum: UInt64, at start: Int) {
        var rest = sum
        for index in stride(from: start + LineFormat.digits - 1, through: start, by: -1) {
            bytes[index] = hexDigit(UInt8(truncatingIfNeeded: rest & 15))
            rest >>= 4
        }
    }
}

/// Where things stand at the beginning of every line.
enum LineFormat {
    /// Of a sum.
    static let digits = 16
    /// After `{"sum":"`.
    static let sumStart = 8
    /// After the digits and `",`.
    static let summedFrom = 26
    /// After `"after":"`.
    static let afterStart = 35
}
