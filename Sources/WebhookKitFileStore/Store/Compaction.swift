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
    /// Whether a file is of a format that is written no more.
    private var isOutdated: Bool
    /// How long the files must be before the next try after a failure.
    private var retryLength: Int64 = 0
    /// Why the latest snapshot did not come about; nil when it did.
    private(set) var failure: StoreError?
    /// Whether a snapshot is being written.
    private(set) var isRunning = false
    /// Who asked for a snapshot that is not begun.
    private(set) var requests: [SnapshotRequest] = []
    /// Who waits for the one that is being written.
    private var served: [SnapshotRequest] = []

    init(_ opened: StoreOpening.Opened, minimum: Int) {
        self.minimum = Int64(minimum)
        sources = opened.sources.dropLast()
        sourcesLength = opened.length - opened.journal.end.length
        isOutdated = opened.isOutdated
        settledLength = opened.snapshotLength
    }

    /// Whether the journals outweigh what they are worth.
    func isDue(journalLength: Int64) -> Bool {
        guard !isRunning else { return false }
        guard requests.isEmpty else { return true }
        let length = sourcesLength + journalLength
        guard length >= retryLength else { return false }
        // Every file takes a descriptor, and failures leave short ones behind.
        let isLong = length - settledLength > max(minimum, settledLength)
        return isLong || isOutdated || sources.count >= 16
    }

    /// Notes that somebody wants a snapshot, whether one is due or not.
    mutating func request(_ request: SnapshotRequest) {
        requests.append(request)
    }

    /// Notes that a journal has been ended, and that a snapshot is being written of all up to there.
    mutating func began(after journal: JournalFile, length: Int64) {
        sources.append(journal)
        sourcesLength += length
        isRunning = true
        served = requests
        requests = []
    }

    /// Notes that a snapshot stands for all files before its journal.
    ///
    /// - Returns: those files, to be removed.
    mutating func finished(_ snapshot: JournalFile, length: Int64) -> [JournalFile] {
        let old = sources.filter { $0 < snapshot }
        sources = [snapshot] + sources.filter { snapshot < $0 }
        sourcesLength = length
        settledLength = length
        isOutdated = false
        end(nil)
        return old
    }

    /// Notes that no snapshot came about; the next is tried when the journals have grown again.
    mutating func failed(_ error: StoreError, journalLength: Int64) {
        guard isRunning || !requests.isEmpty else { return }
        retryLength = sourcesLength + journalLength + minimum
        // Those who have asked since are told too, rather than to wait for a second failure.
        served += requests
        requests = []
        end(error)
    }

    private mutating func end(_ error: StoreError?) {
        isRunning = false
        failure = error
        for request in served { request.answer(error) }
        served = []
    }
}

/// A call that waits for a snapshot.
struct SnapshotRequest: Sendable {
    let answer: @Sendable (StoreError?) -> Void
}

extension FileStoreCore {
    /// Begins a snapshot when one is due; it is written by a thread of its own.
    func compact(through queue: WorkQueue<StoreJob>) {
        if let trouble {
            // A snapshot that is being written ends too, since the files are read again.
            return compaction.failed(trouble.error, journalLength: journal.end.length)
        }
        guard compaction.isDue(journalLength: journal.end.length) else { return }
        let (name, length) = (journal.name, journal.end.length)
        guard rotate() else {
            let error = StoreError(.unavailable, "no further journal can be begun")
            return compaction.failed(error, journalLength: journal.end.length)
        }
        compaction.began(after: name, length: length)
        let writer = SnapshotWriter(
            SnapshotBounds(
                state,
                before: journal.name,
                // Nothing but the header stands there yet.
                header: journal.end.sum,
                store: journal.store
            ),
            of: opening,
            lock: lock,
            through: LiveState(queue: queue, generation: generation)
        )
        if let trouble = writer.start() {
            let error = StoreError(.unavailable, trouble)
            compaction.failed(error, journalLength: journal.end.length)
        } else {
            snapshots.removeAll(where: \.hasEnded)
            snapshots.append(writer)
        }
    }
}

/// The end of a snapshot, with the reason when none came about.
typealias SnapshotEnding = Completion<StoreError?>
