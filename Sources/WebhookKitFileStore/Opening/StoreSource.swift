import WebhookKit

/// Reads a plan's files, one after the other, into a loader.
struct StoreSource {
    let files: any FileSystem
    let folder: StoreFolder
    /// Reads contents from the files that were opened.
    let contents = JournalContents()
    /// The store's id.
    private(set) var store = ""
    /// How long the parts of the files are that count, in order.
    private(set) var sizes: [(name: JournalFile, size: Int64)] = []

    private var reader = LineReader(checksum: Checksum.ofLine)

    init(files: any FileSystem, folder: StoreFolder) {
        self.files = files
        self.folder = folder
    }

    /// Reads all of it.
    ///
    /// - Parameter onDamage: is told of each place that cannot be believed; when it does not throw,
    ///   reading goes on behind it.
    /// - Returns: where the last journal ends.
    mutating func read(
        _ plan: ReadingPlan,
        into loader: inout StoreLoader,
        onDamage: (Damage) throws(StoreError) -> Void
    ) throws(StoreError) -> JournalReader.End {
        var opened: [(name: JournalFile, file: any StoreFile, header: FileHeader?)] = []
        for name in plan.all {
            let file = try open(name)
            contents.add(file, as: name)
            opened.append((name, file, try header(of: name, file, onDamage: onDamage)))
        }
        var overlap = Overlap()
        var end = JournalReader.End(offset: 0)
        for (index, (name, file, _)) in opened.enumerated() {
            let isLast = index == opened.count - 1
            let next = isLast || name.kind == .snapshot ? nil : opened[index + 1].header
            let size = try size(of: file)
            // A failed write may have left more behind it than counts.
            let counted = next?.previousLength ?? size
            if counted > size {
                try onDamage(
                    Damage(
                        file: name.name,
                        offset: size,
                        reason: "\(counted - size) bytes are gone"
                    )
                )
            }
            let journal = JournalReader(
                name: name,
                file: file,
                length: min(size, counted),
                mayBeTorn: isLast
            )
            sizes.append((name, journal.length))
            end = try journal.read(with: &reader, onDamage: onDamage) { record, offset in
                if case .end(let journal, let length) = record {
                    overlap = Overlap(journal: journal, length: length)
                }
                return loader.load(record, from: name, at: offset)
                    || overlap.contains(name, offset)
            }
            if name.kind == .snapshot, overlap.journal == 0 {
                try onDamage(Damage(file: name.name, offset: end.offset, reason: "it has no end"))
            }
            if name.kind == .journal, !overlap.isCovered(by: name, upTo: end.offset, isLast) {
                // Copies of files of different times are like that.
                try onDamage(
                    Damage(
                        file: name.name,
                        offset: end.offset,
                        reason: "the snapshot tells of more than the journals do"
                    )
                )
            }
        }
        return end
    }

    /// Fails when a file that a snapshot stands for, and that is to be removed, is another store's.
    mutating func checkLeftOver(_ name: JournalFile) throws(StoreError) {
        let file: any StoreFile
        do {
            file = try files.open(folder.path(of: name), forWriting: false)
        } catch {
            // A snapshot that has just taken its place removes it too.
            if error.kind == .notFound { return }
            throw error.storeError
        }
        let journal = JournalReader(
            name: name,
            file: file,
            length: try size(of: file),
            mayBeTorn: false
        )
        guard let header = try journal.header(with: &reader).0, header.store != store else {
            return
        }
        throw Damage(
            file: name.name,
            offset: 0,
            reason: "it belongs to store \(header.store)"
        ).error(in: folder)
    }

    /// The part of the journals that was written while the snapshot was: there a row may be told
    /// of that the snapshot, which was written later, no longer has.
    private struct Overlap {
        var journal = 0
        var length: Int64 = 0

        func contains(_ file: JournalFile, _ offset: Int64) -> Bool {
            file.kind == .snapshot || file.number < journal
                || (file.number == journal && offset < length)
        }

        /// Whether a journal reaches as far as it had when the snapshot was complete.
        func isCovered(by file: JournalFile, upTo end: Int64, _ isLast: Bool) -> Bool {
            file.number == journal ? end >= length : !isLast || file.number > journal
        }
    }

    private mutating func header(
        of name: JournalFile,
        _ file: any StoreFile,
        onDamage: (Damage) throws(StoreError) -> Void
    ) throws(StoreError) -> FileHeader? {
        let journal = JournalReader(
            name: name,
            file: file,
            length: try size(of: file),
            mayBeTorn: false
        )
        let (header, problem) = try journal.header(with: &reader)
        guard let header else {
            try onDamage(Damage(file: name.name, offset: 0, reason: problem))
            return nil
        }
        guard header.format <= FileHeader.currentFormat else {
            throw StoreError(
                .unavailable,
                "\(folder.path(of: name)): format \(header.format) is newer than "
                    + "\(FileHeader.currentFormat), which this version of WebhookKit knows; update it"
            )
        }
        if store.isEmpty { store = header.store }
        if header.store != store || header.number != name.number || header.file != name.kind {
            try onDamage(
                Damage(
                    file: name.name,
                    offset: 0,
                    reason: "it belongs to store \(header.store) as "
                        + "\(header.file.rawValue) \(header.number)"
                )
            )
        }
        return header
    }

    private func open(_ name: JournalFile) throws(StoreError) -> any StoreFile {
        do {
            return try files.open(folder.path(of: name), forWriting: false)
        } catch {
            throw error.storeError
        }
    }

    private func size(of file: any StoreFile) throws(StoreError) -> Int64 {
        do {
            return try file.size()
        } catch {
            throw error.storeError
        }
    }
}
