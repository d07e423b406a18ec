import WebhookKit

/// Reads a store's folder without changing it, past all damage.
struct StoreChecking {
    let folder: StoreFolder
    let files: any FileSystem
    let clock: any WebhookClock

    /// What is left of a store.
    struct Found {
        var report: FileStoreReport
        var state: StoreState
        var contents: JournalContents
        /// Held while the store is looked at.
        var lock: any FileLock
    }

    /// Reads all that can be read.
    func read() throws(StoreError) -> Found {
        let opening = StoreOpening(folder: folder, files: files, clock: clock)
        // Before the lock, which would make the folder.
        let first = try opening.list()
        guard !first.files.isEmpty || first.hasMarker else {
            throw .notFound("\(folder.path): no file of a store is there; check the path")
        }
        let lock = try opening.lock()
        // Until then somebody else may have replaced files.
        let listing = try opening.list()
        var report = FileStoreReport()
        let plan = try opening.plan(listing) { report.add($0) }
        var source = StoreSource(files: files, folder: folder)
        var loader = StoreLoader(contents: source.contents, at: StoreTime(clock))
        if let plan {
            let end = try source.read(plan, hasMarker: listing.hasMarker, into: &loader) {
                report.add($0)
            }
            report.tornTail = end.torn
            report.files = source.sizes.map { ($0.name.name, $0.size) }
        }
        let state = loader.finish()
        report.count(state, at: StoreTime(clock))
        return Found(report: report, state: state, contents: source.contents, lock: lock)
    }

    /// Writes what is left of a store into a folder that has none.
    func salvage(into target: StoreFolder) throws(StoreError) -> FileStoreReport {
        let found = try read()
        let opening = StoreOpening(folder: target, files: files, clock: clock)
        let lock = try opening.lock()
        defer { withExtendedLifetime((lock, found.lock)) {} }
        let listing = try opening.list()
        guard listing.files.isEmpty, !listing.hasMarker else {
            throw .conflict("\(target.path): there is a store already; give an empty folder")
        }
        do {
            try write(found, into: target)
        } catch let error as StoreError {
            throw error
        } catch let error as FileError {
            throw error.storeError
        } catch {
            throw StoreError(.unavailable, "\(error)")
        }
        return found.report
    }

    private func write(_ found: Found, into target: StoreFolder) throws {
        let journal = JournalFile.journal(2)
        let store = StoreOpening.newStoreID(at: clock.now)
        let bounds = SnapshotBounds(
            found.state,
            before: journal,
            header: Journal.header(FileHeader(store: store, file: .journal, number: 2)).last,
            store: store
        )
        let path = target.path(of: bounds.name)
        do {
            try writeFiles(found, bounds, path, into: target)
        } catch {
            // Half a store would be in the way of the next try.
            try? files.removeIfPresent(path + ".tmp")
            try? files.removeIfPresent(path)
            try? files.removeIfPresent(target.path(of: journal))
            try? files.removeIfPresent(target.marker)
            throw error
        }
    }

    private func writeFiles(
        _ found: Found,
        _ bounds: SnapshotBounds,
        _ path: String,
        into target: StoreFolder
    ) throws {
        let journal = bounds.journal
        try files.removeIfPresent(path + ".tmp")
        let file = try files.create(path + ".tmp")
        var snapshot = SnapshotFile(file, of: bounds)
        try snapshot.write(WholeState(found: found, time: StoreTime(clock)), within: bounds)
        let header = FileHeader(store: bounds.store, file: .journal, number: journal.number)
        let (_, end) = try Journal.create(journal, header, in: target, of: files)
        try snapshot.finish(in: journal, at: end)
        let marker = MarkerFile.text(of: bounds.store, journal, upTo: end)
        try files.writeAtomically(marker, to: target.marker, in: target.path)
        try files.rename(path + ".tmp", to: path)
        try files.syncFolder(target.path)
    }
}

/// A state that nobody changes.
private struct WholeState: SnapshotSource {
    let found: StoreChecking.Found
    let time: StoreTime

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (SnapshotView) -> Value
    ) throws -> Value {
        body(SnapshotView(state: found.state, contents: found.contents, time: time))
    }
}

extension FileStoreReport {
    fileprivate mutating func count(_ state: StoreState, at time: StoreTime) {
        let backlog = state.backlog(at: time)
        let all = state.webhooks.all
        webhooks = all.count
        events = state.events.timeline.count
        waiting = backlog.waiting
        parked = state.deliveries.parked.count
        faults = backlog.faults
        attempts = all.reduce(0) { sum, webhook in
            sum + webhook.log.reduce(0) { $0 + $1.attempts.count }
        }
        notices = state.notices.pending.count
        rows = state.rows.count
    }
}
