/// Reads the parts of a line one after the other. Every access to a byte goes through here and is
/// checked, so that no bytes whatever make it trap.
///
/// It must not outlive the bytes: make it only inside ``RecordCursor/over(_:_:)``. A `Span` would
/// say that to the compiler, but cannot yet be kept in a struct without an experimental feature.
@safe
struct RecordCursor {
    /// How many bytes were read; never more than there are.
    var offset = 0

    private let bytes: UnsafeBufferPointer<UInt8>

    private init(_ bytes: UnsafeBufferPointer<UInt8>) {
        unsafe self.bytes = unsafe bytes
    }

    /// Reads bytes with a cursor at their beginning.
    @inline(__always)
    static func over<Result>(
        _ bytes: Span<UInt8>,
        _ read: (inout RecordCursor) throws(RecordProblem) -> Result
    ) throws(RecordProblem) -> Result {
        try unsafe bytes.withUnsafeBufferPointer { buffer throws(RecordProblem) in
            var cursor = unsafe RecordCursor(buffer)
            return try read(&cursor)
        }
    }

    /// How many bytes there are.
    var count: Int { unsafe bytes.count }

    /// The byte at an index; nil behind the end.
    @inline(__always)
    func byte(at index: Int) -> UInt8? {
        guard index >= 0, unsafe index < bytes.count else { return nil }
        return unsafe bytes[index]
    }

    /// The next byte, which stays the next one.
    var next: UInt8? {
        @inline(__always)
        get { byte(at: offset) }
    }

    /// The problem that the bytes at the offset are not what belongs there.
    var problem: RecordProblem { RecordProblem(reason: .field, offset: offset) }

    /// Moves behind the text and says yes, or stays and says no.
    mutating func takes(_ text: StaticString) -> Bool {
        let length = text.utf8CodeUnitCount
        guard length <= count - offset else { return false }
        for index in 0..<length {
            guard unsafe bytes[offset + index] == text.utf8Start[index] else { return false }
        }
        offset += length
        return true
    }

    /// Moves behind the text, which must stand here.
    mutating func skip(_ text: StaticString) throws(RecordProblem) {
        guard takes(text) else { throw problem }
    }

    /// Moves behind the byte and says yes, or stays and says no.
    @inline(__always)
    mutating func takes(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        offset += 1
        return true
    }

    /// Moves behind the byte, which must stand here.
    @inline(__always)
    mutating func skip(_ byte: UInt8) throws(RecordProblem) {
        guard takes(byte) else { throw problem }
    }

    /// Moves to the end but for `rest` bytes; gives what lies between.
    mutating func skipToEnd(but rest: Int = 0) throws(RecordProblem) -> Range<Int> {
        guard rest >= 0, offset <= count - rest else { throw problem }
        let place = offset..<(count - rest)
        offset = place.upperBound
        return place
    }

    /// Checks that everything was read.
    func expectEnd() throws(RecordProblem) {
        guard offset == count else { throw problem }
    }

    /// Moves behind the quote that ends a string without escapes; gives what lies before it.
    mutating func plainString() throws(RecordProblem) -> Range<Int> {
        let start = offset
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                offset += 1
                return start..<(offset - 1)
            case UInt8(ascii: "\\"), 0x00..<0x20: throw problem
            default: offset += 1
            }
        }
        throw problem
    }

    /// The bytes of a place; none for a place that does not exist.
    func array(_ place: Range<Int>) -> [UInt8] {
        guard contains(place) else { return [] }
        return unsafe Array(bytes[place])
    }

    /// The text of a place; nil unless it is UTF-8.
    func text(_ place: Range<Int>) -> String? {
        guard contains(place) else { return nil }
        return unsafe String(validating: bytes[place], as: UTF8.self)
    }

    /// Whether these are the bytes of a place.
    func equals(_ other: [UInt8], at place: Range<Int>) -> Bool {
        guard contains(place), other.count == place.count else { return false }
        for index in 0..<place.count {
            guard unsafe bytes[place.lowerBound + index] == other[index] else { return false }
        }
        return true
    }

    /// A number that differs for most places with different bytes.
    func hash(_ place: Range<Int>) -> UInt64 {
        guard contains(place) else { return 0 }
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in place {
            hash = unsafe (hash ^ UInt64(bytes[index])) &* 0x100_0000_01B3
        }
        return hash ^ (hash >> 32)
    }

    private func contains(_ place: Range<Int>) -> Bool {
        place.lowerBound >= 0 && place.upperBound <= count
    }
}
