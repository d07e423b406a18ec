import WebhookKit

/// A snapshot while it is written: lines gather, go to the file in large writes, and are synced as
/// they go, so that the end does not keep the disk busy for long.
struct SnapshotFile {
    private let file: any StoreFile
    private let name: JournalFile
    private var writer = RecordWriter(checksum: Checksum.ofLine)
    private(set) var length: Int64 = 0
    private var unsynced = 0

    private static let writeSize = 1 << 20
    private static let syncSize = 8 << 20

    init(_ file: any StoreFile, named name: JournalFile) {
        self.file = file
        self.name = name
    }

    /// Adds what needs no place.
    mutating func add(_ line: (inout RecordWriter) throws -> Void) throws {
        try line(&writer)
        try writeMuch()
    }

    /// Adds what has a content, and gives its place.
    mutating func addContent(
        _ line: (inout RecordWriter) -> Range<Int>
    ) throws -> Place {
        let range = line(&writer)
        let place = Place(
            file: name.key,
            offset: length + Int64(range.lowerBound),
            count: UInt32(clamping: range.count)
        )
        try writeMuch()
        return place
    }

    /// Writes the rest and waits until all of it is on the disk.
    mutating func finish() throws {
        try write()
        try file.sync()
    }

    private mutating func writeMuch() throws {
        if writer.bytes.count >= Self.writeSize { try write() }
    }

    private mutating func write() throws {
        try file.write(writer.bytes, at: length)
        length += Int64(writer.bytes.count)
        unsynced += writer.bytes.count
        writer.bytes.removeAll(keepingCapacity: true)
        if unsynced >= Self.syncSize {
            try file.sync()
            unsynced = 0
        }
    }
}
