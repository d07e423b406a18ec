/// Reads the parts of a line one after the other. Every access to a byte goes through here and is
/// checked, so that no bytes whatever make it trap.
///
/// It must not outlive the bytes: make it only inside ``RecordCursor/over(_:_:)``. A `Span` would
/// say that to the compiler, but needs macOS 26 or a library beside the program.
@safe
package struct RecordCursor {
    /// How many bytes were read; never more than there are.
    var offset = 0

    private let bytes: UnsafeBufferPointer<UInt8>

    private init(_ bytes: UnsafeBufferPointer<UInt8>) {
        unsafe self.bytes = unsafe bytes
    }

    /// Reads bytes with a cursor at their beginning.
    @inline(__always)
    static func over<Result>(
        _ bytes: ArraySlice<UInt8>,
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
        let other = unsafe UnsafeRawBufferPointer(
            start: text.utf8Start,
            count: text.utf8CodeUnitCount
        )
        guard unsafe equals(other, at: offset) else { return false }
        offset += other.count
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

    /// Appends the bytes of a place; none for a place that does not exist.
    func append(_ place: Range<Int>, to other: inout [UInt8]) {
        guard contains(place) else { return }
        unsafe other.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[place]))
    }

    /// The text of a place; nil unless it is UTF-8.
    func text(_ place: Range<Int>) -> String? {
        guard contains(place) else { return nil }
        return unsafe String(validating: bytes[place], as: UTF8.self)
    }

    /// Whether these are the bytes of a place.
    func equals(_ other: [UInt8], at place: Range<Int>) -> Bool {
        guard other.count == place.count else { return false }
        return unsafe other.withUnsafeBytes { unsafe equals($0, at: place.lowerBound) }
    }

    /// Whether these bytes begin at an index; looks at eight of them at once.
    private func equals(_ other: UnsafeRawBufferPointer, at start: Int) -> Bool {
        guard start >= 0, other.count <= count - start else { return false }
        let own = unsafe raw(start..<(start + other.count))
        var index = 0
        while other.count - index >= 8 {
            guard unsafe word(own, index) == word(other, index) else { return false }
            index += 8
        }
        while index < other.count {
            guard unsafe own[index] == other[index] else { return false }
            index += 1
        }
        return true
    }

    /// A number that differs for most places with different bytes.
    func hash(_ place: Range<Int>) -> UInt64 {
        guard contains(place) else { return 0 }
        let own = unsafe raw(place)
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        var index = 0
        while own.count - index >= 8 {
            hash = unsafe mixed(hash, word(own, index))
            index += 8
        }
        while index < own.count {
            hash = unsafe mixed(hash, UInt64(own[index]))
            index += 1
        }
        return hash
    }

    /// The memory of a place that its caller has checked.
    @inline(__always)
    private func raw(_ place: Range<Int>) -> UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[place]))
    }

    /// The eight bytes at an index that its caller has checked.
    @inline(__always)
    private func word(_ bytes: UnsafeRawBufferPointer, _ index: Int) -> UInt64 {
        unsafe bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
    }

    @inline(__always)
    private func mixed(_ hash: UInt64, _ word: UInt64) -> UInt64 {
        let product = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
        return product ^ (product >> 32)
    }

    private func contains(_ place: Range<Int>) -> Bool {
        place.lowerBound >= 0 && place.upperBound <= count
    }
}
