#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// Goes through a file line by line, in large reads.
struct LineScanner: ~Copyable {
    private let file: any StoreFile
    private let end: Int64
    private var buffer: [UInt8] = []
    /// Where the buffer begins in the file.
    private var bufferStart: Int64 = 0
    /// Where the next line begins in the buffer.
    private var next = 0

    private static let readSize = 4 << 20
    private static let longestLine = 512 << 20

    /// Begins at the start of the file and goes no further than `end`.
    init(_ file: any StoreFile, upTo end: Int64) {
        self.file = file
        self.end = end
    }

    /// A line without its line feed, or what stands behind the last line feed.
    struct Line {
        /// Where it begins in the file.
        let offset: Int64
        /// Where it is in the scanner's buffer.
        let range: Range<Int>
        /// Whether a line feed ends it.
        let isEnded: Bool
        /// Where the next one begins.
        var end: Int64 { offset + Int64(range.count) + (isEnded ? 1 : 0) }
    }

    /// The next line; nil at the end.
    mutating func nextLine() throws(FileError) -> Line? {
        var searched = next
        while true {
            if let feed = buffer.firstIndex(of: 0x0A, from: searched) {
                defer { next = feed + 1 }
                return Line(offset: bufferStart + Int64(next), range: next..<feed, isEnded: true)
            }
            searched = buffer.count
            // Whatever is longer was not written by a store, and must not fill the memory.
            if buffer.count - next > Self.longestLine { break }
            guard try fill(keeping: &searched) else { break }
        }
        guard next < buffer.count else { return nil }
        defer { next = buffer.count }
        return Line(
            offset: bufferStart + Int64(next),
            range: next..<buffer.count,
            isEnded: false
        )
    }

    /// The bytes of the line that was given last.
    func bytes(of line: Line) -> ArraySlice<UInt8> { buffer[line.range] }

    /// Reads on; false at the end. `searched` moves with what is dropped before the next line.
    private mutating func fill(keeping searched: inout Int) throws(FileError) -> Bool {
        let offset = bufferStart + Int64(buffer.count)
        guard offset < end else { return false }
        let count = Int(min(Int64(Self.readSize), end - offset))
        let read = try file.read(at: offset, count: count)
        guard !read.isEmpty else { return false }
        if next > 0 {
            buffer.removeFirst(next)
            bufferStart += Int64(next)
            searched -= next
            next = 0
        }
        if buffer.isEmpty { buffer = read } else { buffer += read }
        return true
    }
}

extension [UInt8] {
    /// The first place of a byte at `start` or behind it.
    fileprivate func firstIndex(of byte: UInt8, from start: Int) -> Int? {
        guard start < count else { return nil }
        return unsafe withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress,
                let found = unsafe memchr(base + start, CInt(byte), bytes.count - start)
            else { return nil }
            return unsafe UnsafeRawPointer(found) - base
        }
    }
}
