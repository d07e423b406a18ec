import WebhookKit

/// Writes a snapshot on a thread of its own, while the store goes on.
///
/// It asks for the state piece by piece, so pieces are of different times: a row may be newer in the
/// snapshot than at the time for which the snapshot stands. That does no harm, since the journals
/// behind it tell every row as a whole again, and its last line says up to where they may tell of
/// rows that the snapshot no longer has.
final class SnapshotWriter: Sendable {
    private let bounds: SnapshotBounds
    private let opening: StoreOpening
    private let source: SnapshotSource
    private let end = WorkQueue<Never>()
    /// Held until nothing is written any more, so that no other process meets a half-written file.
    private let lock: any FileLock

    init(
        _ bounds: SnapshotBounds,
        of opening: StoreOpening,
        lock: any FileLock,
        through source: SnapshotSource
    ) {
        self.bounds = bounds
        self.opening = opening
        self.lock = lock
        self.source = source
    }

    /// Begins; false when the system gives no thread.
    func start() -> Bool {
        BlockingThread.start { [self] in
            run()
            end.close()
        } == nil
    }

    /// Blocks until nothing is written any more; the store must take no further calls.
    func waitForEnd() {
        _ = end.takeAll()
    }

    /// Where contents stand in the snapshot.
    private struct Places: Sendable {
        var events: [(position: Position, old: Place, new: Place)] = []
        var attempts: [(webhook: Int, number: Int64, new: Place)] = []
    }

    private func run() {
        let path = opening.folder.path(of: bounds.name)
        do {
            try opening.files.removeIfPresent(path + ".tmp")
            let opened = try opening.files.create(path + ".tmp")
            var places = Places()
            var file = SnapshotFile(opened, named: bounds.name)
            try write(to: &file, &places)
            // All that the snapshot saw must be on the disk before it counts.
            let journal = try source.ask(isDurable: true) { core in
                (number: core.journal.name.number, length: core.journal.lengthWithBuffer)
            }
            try file.add { $0.end(journal: journal.number, length: journal.length) }
            try file.finish()
            try opening.files.rename(path + ".tmp", to: path)
            try opening.files.syncFolder(opening.folder.path)
            try adopt(opened, file.length, places)
        } catch {
            try? opening.files.removeIfPresent(path + ".tmp")
            _ = try? source.ask { core in
                core.compaction.failed(journalLength: core.journal.end)
                core.compaction.writer = nil
            }
        }
    }

    // MARK: Writing

    private func write(to file: inout SnapshotFile, _ places: inout Places) throws {
        try file.add { writer in
            writer.header(
                FileHeader(store: bounds.store, file: .snapshot, number: bounds.name.number)
            )
            writer.counts(bounds.highest)
        }
        let webhooks = try source.ask { core in
            core.state.webhooks.map { (number: $0.number, record: $0.record) }
        }
        for (number, record) in webhooks {
            try file.add { try $0.webhook(number: number, record: record) }
        }
        try writeEvents(to: &file, &places)
        for (number, _) in webhooks { try writeLog(of: number, to: &file, &places) }
        try writeNotices(to: &file)
    }

    private static let pieceSize = 1000

    private func writeEvents(to file: inout SnapshotFile, _ places: inout Places) throws {
        var next = Position(0)
        while true {
            let (events, contents) = try source.ask { [bounds, next] core in
                let events = core.state.snapshotEvents(
                    from: next,
                    within: bounds,
                    limit: Self.pieceSize,
                    at: StoreTime(core.clock)
                )
                return (events, core.contents.files(of: events.map(\.place)))
            }
            guard let last = events.last else { return }
            next = Position(last.position.number + 1)
            for event in events {
                let content = try contents.read(event.place)
                let place = try file.addContent { writer in
                    writer.event(
                        position: event.position,
                        at: event.appendedAt,
                        deliveries: event.deliveries,
                        content: content.span
                    )
                }
                places.events.append((event.position, event.place, place))
            }
        }
    }

    private func writeLog(
        of webhook: Int,
        to file: inout SnapshotFile,
        _ places: inout Places
    ) throws {
        let (attempts, contents) = try source.ask { [bounds] core in
            let row = core.state.webhook(number: webhook)
            let attempts = row.map { core.state.snapshotLog(of: $0, within: bounds) } ?? []
            return (attempts, core.contents.files(of: attempts.map(\.place)))
        }
        for attempt in attempts {
            let content = try contents.read(attempt.place)
            let place = try file.addContent { writer in
                writer.attempt(
                    webhook: attempt.webhook,
                    position: attempt.position,
                    number: attempt.number,
                    status: attempt.status,
                    limit: attempt.limit,
                    content: content.span
                )
            }
            places.attempts.append((attempt.webhook, attempt.number, place))
        }
    }

    private func writeNotices(to file: inout SnapshotFile) throws {
        let (pending, known) = try source.ask { core in
            (core.state.notices.pending, core.state.notices.knownIDs)
        }
        for notice in pending { try file.add { try $0.notice(notice) } }
        for (organization, ids) in known {
            let sorted = ids.sorted()
            for start in stride(from: 0, to: sorted.count, by: Self.pieceSize) {
                let piece = Array(sorted[start..<min(start + Self.pieceSize, sorted.count)])
                try file.add { $0.knownNotices(organization: organization, notices: piece) }
            }
        }
    }

    // MARK: Taking its place

    /// Has the rows look into the snapshot, then removes the files that it stands for.
    private func adopt(_ opened: any StoreFile, _ length: Int64, _ places: Places) throws {
        try source.ask { [bounds] core in core.contents.add(opened, as: bounds.name) }
        for start in stride(from: 0, to: places.events.count, by: Self.pieceSize) {
            let piece = places.events[start..<min(start + Self.pieceSize, places.events.count)]
            try source.ask { core in
                for (position, old, new) in piece {
                    core.state.moveEvent(at: position, from: old, to: new)
                }
            }
        }
        for start in stride(from: 0, to: places.attempts.count, by: Self.pieceSize) {
            let piece = places.attempts[start..<min(start + Self.pieceSize, places.attempts.count)]
            try source.ask { core in
                for (webhook, number, new) in piece {
                    guard let row = core.state.webhook(number: webhook) else { continue }
                    core.state.moveAttempt(number, of: row, to: new)
                }
            }
        }
        let old = try source.ask { [bounds] core in
            let old = core.compaction.finished(bounds.name, length: length)
            for name in old { core.contents.remove(name) }
            core.compaction.writer = nil
            return old
        }
        for name in old { try? opening.files.removeIfPresent(opening.folder.path(of: name)) }
        try? opening.files.syncFolder(opening.folder.path)
    }
}
