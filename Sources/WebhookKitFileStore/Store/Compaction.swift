import WebhookKit

/// When a snapshot is due, and the one that is being written.
struct Compaction {
    private let minimum: Int64
    /// The files that the state comes from, oldest first, without the journal that is being written.
    private(set) var sources: [JournalFile]
    /// How long those are.
    private var sourcesLength: Int64
    /// How long they were after the last snapshot.
    private var settledLength: Int64
    /// The snapshot that is being written.
    var writer: SnapshotWriter?

    init(_ opened: StoreOpening.Opened, minimum: Int) {
        self.minimum = Int64(minimum)
        sources = opened.sources.dropLast()
        sourcesLength = opened.length - opened.journal.end
        settledLength = opened.snapshotLength
    }

    /// Whether the journals outweigh what they are worth.
    func isDue(journalLength: Int64) -> Bool {
        guard writer == nil else { return false }
        let growth = sourcesLength + journalLength - settledLength
        return growth > max(minimum, settledLength)
    }

    /// Notes that a journal has been ended.
    mutating func rotated(_ journal: JournalFile, length: Int64) {
        sources.append(journal)
        sourcesLength += length
    }

    /// Notes that a snapshot stands for all files before its journal.
    ///
    /// - Returns: those files, to be removed.
    mutating func finished(_ snapshot: JournalFile, length: Int64) -> [JournalFile] {
        let old = sources.filter { $0 < snapshot }
        sources = [snapshot] + sources.filter { snapshot < $0 }
        sourcesLength = length
        settledLength = length
        return old
    }

    /// Notes that no snapshot came about; the next is tried when the journals have grown again.
    mutating func failed(journalLength: Int64) {
        settledLength = sourcesLength + journalLength
    }
}

extension FileStoreCore {
    /// Begins a snapshot when one is due; it is written by a thread of its own.
    func compact(through queue: WorkQueue<StoreJob>) {
        guard !isTroubled, compaction.isDue(journalLength: journal.end) else { return }
        let (name, length) = (journal.name, journal.end)
        guard rotate() else { return compaction.failed(journalLength: journal.end) }
        compaction.rotated(name, length: length)
        let writer = SnapshotWriter(
            SnapshotBounds(state, before: journal.name, store: journal.store),
            of: opening,
            lock: lock,
            through: SnapshotSource(queue: queue, generation: generation)
        )
        if writer.start() {
            compaction.writer = writer
        } else {
            compaction.failed(journalLength: journal.end)
        }
    }
}
