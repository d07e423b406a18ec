import WebhookKit

/// A snapshot while it is written: lines gather, go to the file in large writes, and are synced as
/// they go, so that the end does not keep the disk busy for long.
struct SnapshotFile {
    private let file: any StoreFile
    private let name: JournalFile
    private var writer: RecordWriter
    private(set) var length: Int64 = 0
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

    /// Writes the last line, and waits until all is on the disk.
    ///
    /// - Parameter end: How far the journals are.
    mutating func finish(in journal: JournalFile, at end: FileMark) throws {
        writer.end(
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
    mutating func write(
        _ pieces: some SnapshotPieces,
        within bounds: SnapshotBounds
    ) throws -> SnapshotPlaces {
        try add { writer in
            writer.header(
                FileHeader(store: bounds.store, file: .snapshot, number: bounds.name.number)
            )
            writer.counts(bounds.highest)
        }
        let webhooks = try pieces.webhooks()
        for webhook in webhooks {
            try add { try $0.webhook(number: webhook.number, record: webhook.record) }
        }
        var places = SnapshotPlaces()
        try writeEvents(of: pieces, within: bounds, &places)
        for webhook in webhooks {
            try writeLog(of: webhook.number, pieces, within: bounds, &places)
        }
        try write(try pieces.notices())
        try writeRows(of: pieces)
        return places
    }

    private mutating func writeEvents(
        of pieces: some SnapshotPieces,
        within bounds: SnapshotBounds,
        _ places: inout SnapshotPlaces
    ) throws {
        var next = Position(0)
        while true {
            let piece = try pieces.events(from: next, within: bounds)
            guard let last = piece.rows.last else { return }
            next = Position(last.position.number + 1)
            for event in piece.rows {
                let content = try piece.files.read(event.place)
                let place = try addContent { writer in
                    writer.event(
                        position: event.position,
                        at: event.appendedAt,
                        deliveries: event.deliveries,
                        content: content[...]
                    )
                }
                places.events.append((event.position, event.place, place))
            }
        }
    }

    private mutating func writeLog(
        of webhook: Int,
        _ pieces: some SnapshotPieces,
        within bounds: SnapshotBounds,
        _ places: inout SnapshotPlaces
    ) throws {
        let piece = try pieces.log(of: webhook, within: bounds)
        for attempt in piece.rows {
            let content = try piece.files.read(attempt.place)
            let place = try addContent { writer in
                writer.attempt(
                    webhook: attempt.webhook,
                    position: attempt.position,
                    number: attempt.number,
                    status: attempt.status,
                    limit: attempt.limit,
                    ordinal: attempt.ordinal,
                    content: content[...]
                )
            }
            places.attempts.append((attempt.webhook, attempt.number, place))
        }
    }

    private mutating func writeRows(of pieces: some SnapshotPieces) throws {
        for (scope, position) in try pieces.kept() {
            try add { $0.kept(scope, from: position) }
        }
        var last: RowID?
        while true {
            let rows = try pieces.rows(after: last)
            guard let next = rows.last?.id else { return }
            last = next
            for row in rows { try add { $0.row(RowChange(id: row.id, value: row.value)) } }
        }
    }

    private mutating func write(_ notices: SnapshotNotices) throws {
        for notice in notices.pending { try add { try $0.notice(notice) } }
        for (organization, ids) in notices.known {
            let sorted = ids.sorted()
            for start in stride(from: 0, to: sorted.count, by: 1000) {
                let line = Array(sorted[start..<min(start + 1000, sorted.count)])
                try add { $0.knownNotices(organization: organization, notices: line) }
            }
        }
    }
}
