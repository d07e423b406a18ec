import WebhookKit

/// A snapshot while it is written: lines gather, go to the file in large writes, and are synced as
/// they go, so that the end does not keep the disk busy for long.
struct SnapshotFile {
    private let file: any StoreFile
    private let name: JournalFile
    private var writer: RecordWriter
    private(set) var length: Int64 = 0
    /// Where contents stand in it.
    var places = SnapshotPlaces()
    private var unsynced = 0

    private static let writeSize = 1 << 20
    private static let syncSize = 8 << 20

    /// Begins it; its first line follows on the header of its journal.
    init(_ file: any StoreFile, of bounds: SnapshotBounds) {
        self.file = file
        name = bounds.name
        writer = RecordWriter(checksum: Checksum.ofLine, after: bounds.journalHeader)
    }

    /// Adds what needs no place.
    mutating func add(_ record: some PlainRecord) throws {
        try writer.write(record)
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

    /// Writes the last line, and waits until all is on the disk.
    ///
    /// - Parameter end: How far the journals are.
    mutating func finish(in journal: JournalFile, at end: FileMark) throws {
        writer.write(
            SnapshotEnd(
                journal: journal.number,
                length: end.length,
                sum: end.sum,
                lines: writer.lines
            )
        )
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

/// Where contents stand in a snapshot.
struct SnapshotPlaces: Sendable {
    var events: [(position: Position, old: Place, new: Place)] = []
    var attempts: [(webhook: Int, number: Int64, new: Place)] = []
}

extension SnapshotFile {
    /// Writes all of a state but the last line.
    mutating func write(_ source: some SnapshotSource, within bounds: SnapshotBounds) throws {
        try add(FileHeader(store: bounds.store, file: .snapshot, number: bounds.name.number))
        for kind in JournalKinds.ofSnapshots {
            try kind.write(of: source, within: bounds, to: &self)
        }
    }
}
