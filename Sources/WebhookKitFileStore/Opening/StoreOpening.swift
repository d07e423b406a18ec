import WebhookKit

/// Opens a store's folder: finds its files, reads them, cuts a torn tail, clears what is left over.
///
/// Nothing is written before everything has been read and believed; only then is the tail cut and
/// are stale files removed.
struct StoreOpening {
    let folder: StoreFolder
    let files: any FileSystem
    let clock: any WebhookClock

    /// A store that was read.
    struct Opened {
        var state: StoreState
        var journal: Journal
        var contents: JournalContents
        /// The snapshot and the journals that the state comes from, oldest first.
        var sources: [JournalFile]
        /// How long they are together.
        var length: Int64
        /// How long the snapshot alone is; zero without one.
        var snapshotLength: Int64
        /// Whether a file is of a format that is written no more.
        var isOutdated: Bool
        /// What was cut off or put right.
        var warnings: [Damage]
    }

    /// Creates the folder where it is missing and takes the store for this process.
    func lock() throws(StoreError) -> any FileLock {
        try step { () throws(FileError) in
            try files.prepareFolder(folder.path)
            return try files.lock(folder.lock)
        }
    }

    /// Opens the store, or makes an empty one; the lock must be held.
    ///
    /// - Parameter leases: leases of this process that are still good; nil when it opens the store for
    ///   the first time.
    func open(keeping leases: [HeldLease]? = nil) throws(StoreError) -> Opened {
        let listing = try list()
        let refuse = { (damage: Damage) throws(StoreError) in throw damage.error(in: folder) }
        guard let plan = try plan(listing, onDamage: refuse) else { return try create() }
        var source = StoreSource(files: files, folder: folder)
        var loader = StoreLoader(contents: source.contents, at: StoreTime(clock))
        let end = try source.read(
            plan,
            hasMarker: listing.hasMarker,
            into: &loader,
            onDamage: refuse
        )
        for file in listing.files where !plan.all.contains(file) {
            try source.checkLeftOver(file)
        }
        // A clean end says in `store.json` how far the last journal reaches.
        let isClean = source.marker?.witness.map {
            $0.journal == plan.journals.last?.number && $0.length == end.offset
        }
        let state = loader.finish(
            keeping: leases ?? [],
            wasKilled: leases == nil && isClean == false
        )
        return try step { () throws(FileError) in
            var journal = try takeOver(plan, source, end)
            // The process before may have died between giving a name and making sure of it.
            try files.syncFolder(folder.path)
            try clear(listing, except: plan)
            var length = source.sizes.reduce(0) { $0 + $1.size }
            var sources = plan.all
            // Nothing of this format may follow on lines of an older one in the same file.
            if let format = source.formats.last, format < FileHeader.currentFormat {
                try journal.rotate(keeping: journal.end)
                source.contents.add(journal.file, as: journal.name)
                sources.append(journal.name)
                length += journal.end.length
            }
            if source.marker?.format != FileHeader.currentFormat { try writeMarker(of: journal) }
            return Opened(
                state: state,
                journal: journal,
                contents: source.contents,
                sources: sources,
                length: length,
                snapshotLength: source.sizes.first { $0.name.kind == .snapshot }?.size ?? 0,
                isOutdated: source.formats.contains { $0 < FileHeader.currentFormat },
                warnings: [end.torn, listing.hasMarker ? nil : Self.noMarker].compactMap(\.self)
            )
        }
    }

    private static let noMarker = Damage(
        file: MarkerFile.name,
        offset: nil,
        reason: "the file was missing; it was written again"
    )

    // MARK: Finding

    /// What is in the folder.
    struct Listing {
        var files: [JournalFile] = []
        var stale: [String] = []
        var hasMarker = false
    }

    func list() throws(StoreError) -> Listing {
        let names = try step { () throws(FileError) in try files.list(folder.path) }
        var listing = Listing()
        for name in names {
            if let file = JournalFile(name: name) {
                listing.files.append(file)
            } else if isTemporary(name) {
                listing.stale.append(name)
            } else if folder.path + "/" + name == folder.marker {
                listing.hasMarker = true
            }
        }
        listing.files.sort()
        return listing
    }

    /// Whether the store was writing a file of this name; others' files are left alone.
    private func isTemporary(_ name: String) -> Bool {
        guard name.hasSuffix(".tmp") else { return false }
        let final = String(name.dropLast(4))
        return JournalFile(name: final) != nil || folder.path + "/" + final == folder.marker
    }

    /// Which files to read: the newest snapshot and every journal from it on; nil for a new store.
    func plan(
        _ listing: Listing,
        onDamage: (Damage) throws(StoreError) -> Void
    ) throws(StoreError) -> ReadingPlan? {
        let snapshot = listing.files.last { $0.kind == .snapshot }
        let journals = listing.files.filter {
            $0.kind == .journal && $0.number >= snapshot?.number ?? 1
        }
        if listing.files.isEmpty {
            if listing.hasMarker { try onDamage(.missing(.journal(1))) }
            return nil
        }
        var expected = snapshot?.number ?? 1
        for journal in journals {
            if journal.number != expected {
                // Without its snapshot a store begins in the middle.
                let isFirst = journal == journals.first && snapshot == nil
                try onDamage(.missing(isFirst ? .snapshot(journal.number) : .journal(expected)))
            }
            expected = journal.number + 1
        }
        if journals.isEmpty { try onDamage(.missing(.journal(expected))) }
        return ReadingPlan(snapshot: snapshot, journals: journals)
    }

    // MARK: Writing

    private func create() throws(StoreError) -> Opened {
        try step { () throws(FileError) in
            let store = Self.newStoreID(at: clock.now)
            let name = JournalFile.journal(1)
            let header = FileHeader(store: store, file: .journal, number: 1)
            let (file, end) = try Journal.create(name, header, in: folder, of: files)
            let contents = JournalContents()
            contents.add(file, as: name)
            let journal = Journal(
                name,
                file: file,
                end: end,
                store: store,
                in: folder,
                of: files
            )
            try writeMarker(of: journal)
            return Opened(
                state: StoreState(contents: contents, notesChanges: true),
                journal: journal,
                contents: contents,
                sources: [name],
                length: end.length,
                snapshotLength: 0,
                isOutdated: false,
                warnings: []
            )
        }
    }

    /// An id for a new store.
    static func newStoreID(at time: Timestamp) -> String {
        Identifier<Store>(at: time, using: SystemRandom()).string
    }

    /// Cuts the last journal's torn tail, and makes sure that all that was read is on the disk.
    private func takeOver(
        _ plan: ReadingPlan,
        _ source: StoreSource,
        _ end: JournalReader.End
    ) throws(FileError) -> Journal {
        guard let name = plan.journals.last else {
            throw FileError(.notFound, "open", folder.path(of: .journal(1)))
        }
        let file = try files.open(folder.path(of: name), forWriting: true)
        if try file.size() > end.offset { try file.truncate(to: end.offset) }
        try rewrite(file, from: end.safe, upTo: end.offset)
        try file.sync()
        source.contents.add(file, as: name)
        return Journal(
            name,
            file: file,
            end: end.mark,
            store: source.store,
            in: folder,
            of: files
        )
    }

    /// Writes bytes again as they are.
    ///
    /// When an fsync of the process before has failed, the system reads what it could not write, but
    /// takes it for written: a further fsync alone would lie.
    private func rewrite(
        _ file: any StoreFile,
        from start: Int64,
        upTo end: Int64
    ) throws(FileError) {
        var offset = start
        while offset < end {
            let bytes = try file.read(at: offset, count: Int(min(end - offset, 1 << 20)))
            guard !bytes.isEmpty else { return }
            try file.write(bytes, at: offset)
            offset += Int64(bytes.count)
        }
    }

    private func clear(_ listing: Listing, except plan: ReadingPlan) throws(FileError) {
        for name in listing.stale { try files.removeIfPresent(folder.path + "/" + name) }
        for file in listing.files where !plan.all.contains(file) {
            try files.removeIfPresent(folder.path(of: file))
        }
    }

    /// Writes how far a journal is on the disk, which must be all of it.
    func writeMarker(of journal: Journal) throws(FileError) {
        let text = MarkerFile.text(of: journal.store, journal.name, upTo: journal.end)
        try files.writeAtomically(text, to: folder.marker, in: folder.path)
    }

    private func step<Result>(
        _ body: () throws(FileError) -> Result
    ) throws(StoreError) -> Result {
        do {
            return try body()
        } catch {
            throw error.storeError
        }
    }
}

/// What a store's id names.
enum Store: IdentifierSubject {
    static var identifierPrefix: String { "store" }
}

/// The files that a store is read from.
struct ReadingPlan {
    /// What everything before the first journal comes from; nil when there was nothing before.
    var snapshot: JournalFile?
    /// Without gaps, and one at least, unless something is missing.
    var journals: [JournalFile]

    var all: [JournalFile] { (snapshot.map { [$0] } ?? []) + journals }
}
