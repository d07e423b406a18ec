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
    private let source: LiveState
    private let end = WorkQueue<Never>()
    /// Held until nothing is written any more, so that no other process meets a half-written file.
    private let lock: Locked<(any FileLock)?>

    init(
        _ bounds: SnapshotBounds,
        of opening: StoreOpening,
        lock: any FileLock,
        through source: LiveState
    ) {
        self.bounds = bounds
        self.opening = opening
        self.lock = Locked(lock)
        self.source = source
    }

    /// Begins; tells the reason when the system gives no thread.
    func start() -> String? {
        BlockingThread.start { [self] in
            run()
            // Before anybody is told: whoever waits may open the store again at once.
            lock.withLock { $0 = nil }
            end.close()
        }
    }

    /// Whether nothing is written any more.
    var hasEnded: Bool { lock.withLock { $0 == nil } }

    /// Blocks until nothing is written any more; the store must take no further calls.
    func waitForEnd() {
        _ = end.takeAll()
    }

    private func run() {
        let path = opening.folder.path(of: bounds.name)
        do {
            try opening.files.removeIfPresent(path + ".tmp")
            let opened = try opening.files.create(path + ".tmp")
            var file = SnapshotFile(opened, of: bounds)
            try file.write(source, within: bounds)
            // All that the snapshot saw must be on the disk before it counts.
            let (journal, end) = try source.ask(isDurable: true) { core in
                (core.journal.name, core.journal.endWithBuffer)
            }
            try file.finish(in: journal, at: end)
            try opening.files.rename(path + ".tmp", to: path)
            try opening.files.syncFolder(opening.folder.path)
            try adopt(opened, file.length, file.places)
        } catch {
            try? opening.files.removeIfPresent(path + ".tmp")
            let reason = (error as? FileError)?.storeError ?? error as? StoreError
            let failure = StoreError(
                reason?.code ?? .unavailable,
                "no snapshot came about: \(error)",
                cause: error
            )
            try? source.ask { core in
                core.compaction.failed(failure, journalLength: core.journal.end.length)
            }
        }
    }

    private static let adoptionSize = 1000

    /// Has the rows look into the snapshot, then removes the files that it stands for.
    private func adopt(_ opened: any StoreFile, _ length: Int64, _ places: SnapshotPlaces) throws {
        try source.ask { [bounds] core in core.contents.add(opened, as: bounds.name) }
        for start in stride(from: 0, to: places.events.count, by: Self.adoptionSize) {
            let piece = places.events[start..<min(start + Self.adoptionSize, places.events.count)]
            try source.ask { core in
                for (position, old, new) in piece {
                    core.state.events.move(position, from: old, to: new)
                }
            }
        }
        for start in stride(from: 0, to: places.attempts.count, by: Self.adoptionSize) {
            let piece = places.attempts[
                start..<min(start + Self.adoptionSize, places.attempts.count)
            ]
            try source.ask { core in
                for (webhook, number, new) in piece {
                    core.state.webhooks[webhook]?.moveAttempt(number, to: new)
                }
            }
        }
        let old = try source.ask { [bounds] core in
            let old = core.compaction.finished(bounds.name, length: length)
            for name in old { core.contents.remove(name) }
            return old
        }
        for name in old { try? opening.files.removeIfPresent(opening.folder.path(of: name)) }
        try? opening.files.syncFolder(opening.folder.path)
    }
}
