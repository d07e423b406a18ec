import WebhookKit
import WebhookKitCSQLite

/// Puts what came while the writer was busy into one transaction, and tells everybody after its end.
///
/// A call that is refused by a rule has written nothing, and the others go on. One that SQLite fails
/// in the middle takes the transaction with it, as SQLite itself does for most of such errors; each
/// call then gets a transaction of its own, so that it fails alone. No savepoint is paid for where
/// nothing goes wrong.
final class GroupCommit {
    private let core: StoreCore
    private let durability: SQLiteWebhookStore.Durability
    private let busyTimeout: Duration
    /// Between when the write lock was waited for in vain, the latest time; nil once it was had.
    private var blocked: (since: ContinuousClock.Instant, until: ContinuousClock.Instant)?
    private let onForeignWork: @Sendable () -> Void
    /// What `PRAGMA synchronous` says now.
    private var isSynchronous: Bool?
    /// Whether an fsync has failed, so that what earlier commits have left in the write-ahead log may
    /// not be on the disk although it seems so.
    private var needsHealing = false
    /// The length of the log at the latest checkpoint that could not finish.
    private var stuckFrames = 0

    /// Pages in the write-ahead log from which on it is written back into the file.
    private static let checkpointFrames = 1000
    /// The most calls of one transaction.
    private static let batch = 1000

    init(
        core: StoreCore,
        configuration: SQLiteWebhookStore.Configuration,
        onForeignWork: @escaping @Sendable () -> Void
    ) {
        self.core = core
        durability = configuration.durability
        busyTimeout = configuration.busyTimeout
        self.onForeignWork = onForeignWork
    }

    /// Does all calls and tells their callers.
    func perform(_ jobs: [StoreJob]) {
        for start in stride(from: 0, to: jobs.count, by: Self.batch) {
            performBatch(Array(jobs[start..<min(jobs.count, start + Self.batch)]))
        }
        checkpoint()
    }

    private func performBatch(_ jobs: [StoreJob]) {
        guard let jobs = begin(for: jobs) else { return }
        var outcomes: [StoreJob.Outcome] = []
        outcomes.reserveCapacity(jobs.count)
        for job in jobs {
            let changes = core.connection.totalChanges
            let outcome = job.run(core)
            if let error = outcome.error,
                error.sqlite != nil || core.connection.totalChanges != changes
            {
                return startAnew(jobs, after: error)
            }
            outcomes.append(outcome)
        }
        do throws(StoreError) {
            try core.commit()
        } catch {
            core.rollBack()
            guard jobs.count == 1 || isAboutCommit(error) else {
                return startAnew(jobs, after: error)
            }
            let told = outcome(of: error)
            for outcome in outcomes { outcome.answer(outcome.error ?? told) }
            return
        }
        for outcome in outcomes { outcome.answer(nil) }
        if core.takeForeignWork() { onForeignWork() }
    }

    /// Begins a transaction; those that have waited for it as long as they may are refused, and the
    /// others are given. Nil when none is left.
    private func begin(for jobs: [StoreJob]) -> [StoreJob]? {
        var jobs = jobs[...]
        while let first = jobs.first {
            let began = ContinuousClock.now
            do throws(StoreError) {
                core.connection.waitForLocks(atMost: busyTimeout - waited(first, at: began))
                if needsHealing { try heal() }
                try setSynchronous(durability == .full && jobs.contains(where: \.isDurable))
                try core.begin()
                blocked = nil
                return Array(jobs)
            } catch {
                core.rollBack()
                let now = ContinuousClock.now
                if error.code == .busy {
                    let goesOn = blocked.map { first.since <= $0.until } ?? false
                    blocked = (goesOn ? blocked?.since ?? began : began, now)
                }
                // The first has waited its time, whatever the clock makes of it.
                let rest = jobs.dropFirst().drop { job in
                    error.code != .busy || waited(job, at: now) >= busyTimeout
                }
                for job in jobs[..<rest.startIndex] { job.refuse(error) }
                jobs = rest
            }
        }
        return nil
    }

    /// How long a call has waited for a lock that somebody does not let go of: with those before it, if
    /// it was asked for meanwhile. The time in the queue for other reasons does not count.
    private func waited(_ job: StoreJob, at now: ContinuousClock.Instant) -> Duration {
        guard let blocked, job.since <= blocked.until else { return .zero }
        return max(job.since, blocked.since).duration(to: now)
    }

    /// Gives every call a transaction of its own, after one of them has spoilt the common one.
    private func startAnew(_ jobs: [StoreJob], after error: StoreError) {
        core.rollBack()
        // A kept number that is not beyond all in use is refused by the tables.
        if error.sqlite?.primaryCode == SQLITE_CONSTRAINT { core.isCompared = false }
        if jobs.count == 1 {
            for job in jobs { job.refuse(error) }
        } else {
            for job in jobs { performBatch([job]) }
        }
    }

    /// Whether it was the commit itself that failed, not the writing of what steps have changed.
    private func isAboutCommit(_ error: StoreError) -> Bool {
        error.sqlite?.place == "COMMIT"
    }

    /// What callers are told of a commit that failed.
    private func outcome(of error: StoreError) -> StoreError {
        guard isAboutCommit(error), error.sqlite?.primaryCode == SQLITE_IOERR else { return error }
        // Its frames may be in the log, and a later recovery may find them.
        needsHealing = true
        return StoreError(
            .outcomeUnknown,
            "\(core.connection.path): the commit failed; try again with the same idempotency key",
            cause: error.cause
        )
    }

    // MARK: The write-ahead log

    private func setSynchronous(_ isFull: Bool) throws(StoreError) {
        guard isSynchronous != isFull else { return }
        try core.connection.setSynchronous(isFull: isFull)
        isSynchronous = isFull
    }

    /// Writes the log back into the file. Its callers have been told by now, and nobody waits.
    private func checkpoint() {
        let frames = core.connection.walFrames
        if frames < stuckFrames { stuckFrames = 0 }
        let isDue = frames > Self.checkpointFrames + stuckFrames || core.isLogOverlong
        guard isDue, !needsHealing else { return }
        let result: (isWhole: Bool, frames: Int)
        do throws(StoreError) {
            result = try core.connection.checkpoint(.passive)
        } catch {
            // It syncs the log, like a commit.
            if error.sqlite?.primaryCode == SQLITE_IOERR { needsHealing = true }
            return
        }
        core.connection.noteLog(frames: result.frames)
        if result.isWhole {
            stuckFrames = 0
            core.connection.noteLog(frames: 0)
        } else {
            // A reader is in the way: no use in trying again at every commit.
            stuckFrames = frames
        }
    }

    /// After a failed fsync: the kernel may have dropped pages of the log that it could not write and
    /// calls them clean. Copied into the file and the log begun anew, they are safe.
    private func heal() throws(StoreError) {
        guard try core.connection.checkpoint(.truncate).isWhole else {
            throw .busy("\(core.connection.path): waiting for a reader after a failed fsync")
        }
        needsHealing = false
    }
}
