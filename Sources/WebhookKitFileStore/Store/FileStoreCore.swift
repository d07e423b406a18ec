import WebhookKit

/// What a file store owns on its thread: the state, the journal, and how one follows the other.
///
/// Calls come in batches. Each is one step on the state, and its changes are lines in the journal's
/// buffer; then the whole batch is one write and, where somebody waits for it, one fsync. Callers are
/// answered after that. When the journal cannot be written, the state is read again from the files:
/// what is in memory is never ahead of them for longer than a batch.
final class FileStoreCore {
    var state: StoreState
    private(set) var journal: Journal
    private(set) var contents: JournalContents
    /// Raised when the state is read again: rows from before are not of this one.
    private(set) var generation = 0

    let opening: StoreOpening
    let clock: any WebhookClock
    private let configuration: FileWebhookStore.Configuration
    let lock: any FileLock
    private var cache: ContentCache
    var compaction: Compaction
    /// The threads that write snapshots or tidy up behind one.
    var snapshots: [SnapshotWriter] = []
    private(set) var trouble: Trouble?
    /// When the journal's path is looked at again, and what was found there.
    private var nextLook = Duration.zero
    private var displaced: StoreError?
    /// When the files were last read again.
    private var healedAt: Duration?

    /// Why the files must be read again.
    struct Trouble {
        /// Whether the last journal's tail can no longer be trusted.
        var needsNewJournal: Bool
        var error: StoreError
        /// When it is tried again.
        var retry: Duration
        /// The leases that were in force; nil until they have been asked for.
        var leases: [HeldLease]?
    }

    /// Opens or creates the store.
    init(
        _ opening: StoreOpening,
        configuration: FileWebhookStore.Configuration
    ) throws(StoreError) {
        self.opening = opening
        self.configuration = configuration
        clock = opening.clock
        lock = try opening.lock()
        let opened = try opening.open()
        state = opened.state
        journal = opened.journal
        contents = opened.contents
        cache = ContentCache(limit: configuration.cacheSize)
        compaction = Compaction(opened, minimum: configuration.compactionMinimum)
        warnings = opened.warnings
    }

    /// What was cut off when the store was opened.
    let warnings: [Damage]

    // MARK: Batches

    /// Does calls in order, with as few commits as possible.
    func perform(_ jobs: [StoreJob]) {
        var batch: [StoreJob] = []
        var size = 0
        for job in jobs {
            // A batch is held in memory, so there is an end to it.
            if size + job.estimate > Self.largestBatch, !batch.isEmpty {
                commit(batch)
                batch = []
                size = 0
            }
            batch.append(job)
            size += job.estimate
        }
        commit(batch)
    }

    private static let largestBatch = 8 << 20

    private func commit(_ batch: [StoreJob]) {
        if let error = displacement() ?? heal() {
            for job in batch { job.refuse(error) }
            return
        }
        let size = batch.reduce(0) { $0 + $1.estimate }
        do {
            if size > 0 { try journal.reserve(size) }
        } catch {
            // Each alone: what fits is done, what does not fit is refused.
            if batch.count > 1 {
                for job in batch { commit([job]) }
            } else {
                for job in batch { job.refuse(error.storeError) }
            }
            return
        }
        let answers = batch.map { $0.run(self) }
        let error = flush(isDurable: batch.contains(where: \.isDurable))
        for answer in answers { answer(error) }
        if error == nil, trouble == nil {
            cache.trim()
            state.noteCommit()
        }
    }

    /// Writes the batch; gives what the callers are told when that fails.
    private func flush(isDurable: Bool) -> StoreError? {
        do {
            try journal.flush()
        } catch {
            return recover(from: error)
        }
        guard isDurable else { return nil }
        do {
            try journal.sync()
            return nil
        } catch {
            // What a failed fsync has left on the disk nobody knows, and a second one would lie.
            return lose(error, needsNewJournal: true)
        }
    }

    /// Takes a failed write back, so that nothing of the batch is stored.
    private func recover(from error: FileError) -> StoreError {
        do {
            try journal.cutBack()
        } catch {
            return lose(error, needsNewJournal: true)
        }
        trouble = Trouble(needsNewJournal: false, error: error.storeError, retry: nextHealing)
        return error.storeError
    }

    private func lose(_ error: FileError, needsNewJournal: Bool) -> StoreError {
        journal.dropBuffer()
        let unknown = StoreError(
            .outcomeUnknown,
            "\(error); it may or may not be stored: try again with the same idempotency key",
            cause: error
        )
        trouble = Trouble(
            needsNewJournal: needsNewJournal,
            error: error.storeError,
            retry: nextHealing
        )
        return unknown
    }

    /// At once the first time; later when trouble comes again and again, since each time all of the
    /// store is read.
    private var nextHealing: Duration {
        guard let healedAt, clock.uptime - healedAt < .seconds(10) else { return .zero }
        return clock.uptime + .seconds(1)
    }

    /// Reads the files again after trouble; gives the reason while that does not work.
    private func heal() -> StoreError? {
        guard let trouble else { return nil }
        // Once a second is enough: each try reads all of the store.
        guard clock.uptime >= trouble.retry else { return trouble.error }
        do throws(StoreError) {
            if trouble.needsNewJournal {
                do {
                    try journal.rotate(keeping: journal.safe)
                } catch {
                    throw error.storeError
                }
                noteRotation()
                self.trouble?.needsNewJournal = false
            }
            let leases = trouble.leases ?? state.deliveries.heldLeases
            self.trouble?.leases = leases
            // Not both states in memory at the same time.
            state = StoreState(contents: contents, notesChanges: true)
            let opened = try opening.open(keeping: leases)
            state = opened.state
            journal = opened.journal
            contents = opened.contents
            cache = ContentCache(limit: configuration.cacheSize)
            compaction.failed(trouble.error, journalLength: 0)
            compaction = Compaction(opened, minimum: configuration.compactionMinimum)
            generation += 1
            self.trouble = nil
            healedAt = clock.uptime
            return nil
        } catch {
            self.trouble?.error = error
            self.trouble?.retry = clock.uptime + .seconds(1)
            return error
        }
    }

    /// Why nothing may be written: whoever looks for the store would not find it any more. Looks once
    /// a second.
    private func displacement() -> StoreError? {
        guard clock.uptime >= nextLook else { return displaced }
        nextLook = clock.uptime + .seconds(1)
        let path = opening.folder.path(of: journal.name)
        displaced =
            journal.file.isAt(path)
            ? nil
            : StoreError(
                .unavailable,
                "\(path) or its folder was removed, renamed or replaced while the store had it open: "
                    + "put it back, or open the store again"
            )
        return displaced
    }

    // MARK: Steps

    /// Does a step on the state and puts its changes into the journal's buffer.
    func step<Result>(
        events: [[UInt8]] = [],
        attempts: [[UInt8]] = [],
        _ body: (inout StoreState, StoreTime) throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        // After a record that could not be written the state is ahead for the rest of the batch.
        if let trouble { throw trouble.error }
        let time = StoreTime(clock)
        let result = try body(&state, time)
        let changes = state.takeChanges()
        guard !changes.isEmpty else { return result }
        var lines = ChangeLines(at: time)
        for change in changes { lines.add(change) }
        let mark = (count: journal.writer.bytes.count, last: journal.writer.last)
        do {
            try lines.write(events: events, attempts: attempts, to: &journal)
        } catch {
            // The state is ahead of the journal now, so it must be read again.
            journal.writer.cut(to: mark.count, after: mark.last)
            let problem = StoreError(.unavailable, "a record cannot be written: \(error)")
            trouble = Trouble(needsNewJournal: false, error: problem, retry: nextHealing)
            throw problem
        }
        for row in lines.events { cache.hold(row) }
        cache.release(lines.attempts)
        return result
    }

    /// Ends the journal at a commit and begins the next; nothing has changed when that fails.
    func rotate() -> Bool {
        do {
            try journal.sync()
        } catch {
            _ = lose(error, needsNewJournal: true)
            return false
        }
        do {
            try journal.rotate(keeping: journal.end)
        } catch {
            do {
                try journal.takeRotationBack()
            } catch {
                // Nothing may be added to this journal while the next may say where it ends.
                _ = lose(error, needsNewJournal: true)
            }
            return false
        }
        contents.add(journal.file, as: journal.name)
        noteRotation()
        return true
    }

    /// Has `store.json` name the new journal, so that its loss is noticed. Without that, an older one
    /// is still true.
    private func noteRotation() {
        try? opening.writeMarker(of: journal)
    }

    /// Writes what is left, at the end.
    func finish() {
        let error = StoreError(.unavailable, "the store is closed")
        compaction.failed(error, journalLength: 0)
        for snapshot in snapshots { snapshot.waitForEnd() }
        // The marker tells how far the journal is on the disk: after a clean end nothing that is
        // missing from it is a torn tail.
        guard trouble == nil, (try? journal.sync()) != nil else { return }
        try? opening.writeMarker(of: journal)
    }
}
