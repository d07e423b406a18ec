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
    /// The formats of the files, in order.
    private(set) var formats: [Int] = []
    /// What `store.json` says; nil when it is missing or damaged.
    private(set) var marker: MarkerFile?

    private var reader = LineReader(checksum: Checksum.ofLine)
    /// What other files know of the journals.
    private var witnesses: [JournalWitness] = []

    init(files: any FileSystem, folder: StoreFolder) {
        self.files = files
        self.folder = folder
    }

    /// A file whose first line was read.
    private struct Opened {
        let name: JournalFile
        let file: any StoreFile
        /// Nil when it cannot be believed.
        let header: FileHeader?
        let headerLine: LineReader.Line?

        var isChained: Bool { header?.format != 1 }
    }

    /// Reads all of it.
    ///
    /// - Parameters:
    ///   - hasMarker: whether there is a `store.json`.
    ///   - onDamage: is told of each place that cannot be believed; when it does not throw, reading
    ///     goes on behind it.
    /// - Returns: where the last journal ends.
    mutating func read(
        _ plan: ReadingPlan,
        hasMarker: Bool,
        into loader: inout StoreLoader,
        onDamage: (Damage) throws(StoreError) -> Void
    ) throws(StoreError) -> JournalReader.End {
        var opened: [Opened] = []
        for name in plan.all {
            let format = opened.last?.header?.format
            opened.append(try open(name, behind: format, onDamage: onDamage))
        }
        formats = opened.map { $0.header?.format ?? FileHeader.currentFormat }
        if hasMarker { try readMarker(onDamage: onDamage) }
        var end = JournalReader.End(offset: 0)
        var snapshotEnd: SnapshotEnd?
        for (index, file) in opened.enumerated() {
            let next = index + 1 < opened.count ? opened[index + 1] : nil
            var journal = try lines(of: file, before: next, onDamage: onDamage)
            journal.after = start(of: file, behind: index > 0 ? opened[index - 1] : nil, end, next)
            sizes.append((file.name, journal.length))
            end = try journal.read(with: &reader, onDamage: onDamage) { record, offset in
                if let said = record as? SnapshotEnd {
                    guard file.name.kind == .snapshot else { return false }
                    snapshotEnd = said
                }
                let line = LinePlace(file: file.name, offset: offset)
                return record.load(into: &loader, from: line)
                    || Self.mayBeForgotten(file.name, offset, snapshotEnd)
            }
            if file.name.kind == .journal {
                try checkReach(of: file.name, end, isLast: next == nil, onDamage: onDamage)
                continue
            }
            if let problem = endProblem(snapshotEnd, end) {
                try onDamage(Damage(file: file.name.name, offset: end.offset, reason: problem))
            }
            if let snapshotEnd { note(snapshotEnd, of: file.name) }
        }
        return end
    }

    /// What the lines of a file are read with, but for what stands before them.
    private func lines(
        of file: Opened,
        before next: Opened?,
        onDamage: (Damage) throws(StoreError) -> Void
    ) throws(StoreError) -> JournalReader {
        let size = try size(of: file.file)
        // A failed write may have left more behind it than counts.
        let counted = (file.name.kind == .journal ? next?.header?.previousLength : nil) ?? size
        if counted > size {
            let reason = "\(counted - size) bytes are gone"
            try onDamage(Damage(file: file.name.name, offset: size, reason: reason))
        }
        var lines = JournalReader(name: file.name, file: file.file, length: min(size, counted))
        lines.isChained = file.isChained
        if file.name.kind == .journal {
            lines.witnesses = witnesses.filter { $0.journal == file.name.number }
            // The last one was being written when its process ended.
            if next == nil { lines.sure = lines.witnesses.map(\.length).max() ?? 0 }
        }
        return lines
    }

    /// The checksum on which the first line of a file follows; nil when nobody knows.
    private func start(
        of file: Opened,
        behind previous: Opened?,
        _ end: JournalReader.End,
        _ next: Opened?
    ) -> UInt64? {
        // A snapshot follows on the header of the journal before which it stands.
        if file.name.kind == .snapshot { return next?.headerLine?.sum }
        guard let previous else { return file.name.number == 1 ? 0 : nil }
        return previous.name == .journal(file.name.number - 1) ? end.sum : nil
    }

    /// Why a snapshot is not whole.
    private func endProblem(_ said: SnapshotEnd?, _ end: JournalReader.End) -> String? {
        guard let said else { return "it has no end" }
        guard let lines = said.lines, lines != end.lines - 1 else { return nil }
        return "it has \(end.lines - 1) lines before its end, which tells of \(lines)"
    }

    private mutating func note(_ end: SnapshotEnd, of snapshot: JournalFile) {
        witnesses.append(
            JournalWitness(
                file: snapshot.name,
                journal: end.journal,
                length: end.length,
                sum: end.sum
            )
        )
    }

    /// Fails when a journal ends before what others know of it, or of a later one, which is missing.
    private func checkReach(
        of file: JournalFile,
        _ end: JournalReader.End,
        isLast: Bool,
        onDamage: (Damage) throws(StoreError) -> Void
    ) throws(StoreError) {
        for witness in witnesses {
            let isShort = witness.journal == file.number && end.offset < witness.length
            guard isShort || (isLast && witness.journal > file.number) else { continue }
            // Copies of files of different times are like that.
            let reason = "\(witness.file) tells of more than the journals do"
            try onDamage(Damage(file: file.name, offset: end.offset, reason: reason))
        }
    }

    /// Whether a record stands where it may be of a row that the snapshot no longer has: in the part
    /// of the journals that was written while the snapshot was.
    private static func mayBeForgotten(
        _ file: JournalFile,
        _ offset: Int64,
        _ end: SnapshotEnd?
    ) -> Bool {
        guard file.kind == .journal, let end else { return file.kind == .snapshot }
        return file.number < end.journal || (file.number == end.journal && offset < end.length)
    }

    private mutating func readMarker(
        onDamage: (Damage) throws(StoreError) -> Void
    ) throws(StoreError) {
        let text: [UInt8]
        do {
            // More than it ever has.
            text = try files.open(folder.marker, forWriting: false).read(at: 0, count: 65_536)
        } catch {
            throw error.storeError
        }
        guard let read = try MarkerFile.read(text, onDamage: onDamage) else { return }
        let problem =
            read.store != store
            ? "it belongs to store \(read.store)"
            : formats.allSatisfy { $0 > read.format }
                ? "it is of format \(read.format), and no other file is" : nil
        if let problem {
            try onDamage(Damage(file: MarkerFile.name, offset: 0, reason: problem))
            return
        }
        marker = read
        if let witness = read.witness { witnesses.append(witness) }
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
        let journal = JournalReader(name: name, file: file, length: try size(of: file))
        guard let header = try journal.header(with: &reader).header, header.store != store else {
            return
        }
        throw Damage(
            file: name.name,
            offset: 0,
            reason: "it belongs to store \(header.store)"
        ).error(in: folder)
    }

    private mutating func open(
        _ name: JournalFile,
        behind format: Int?,
        onDamage: (Damage) throws(StoreError) -> Void
    ) throws(StoreError) -> Opened {
        let file: any StoreFile
        do {
            file = try files.open(folder.path(of: name), forWriting: false)
        } catch {
            throw error.storeError
        }
        contents.add(file, as: name)
        let journal = JournalReader(name: name, file: file, length: try size(of: file))
        let (header, line, problem) = try journal.header(with: &reader)
        let damage = { (reason: String) in Damage(file: name.name, offset: 0, reason: reason) }
        guard let header else {
            try onDamage(damage(problem))
            return Opened(name: name, file: file, header: nil, headerLine: nil)
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
                damage(
                    "it belongs to store \(header.store) as "
                        + "\(header.file.rawValue) \(header.number)"
                )
            )
        }
        if let format, header.format < format {
            try onDamage(damage("format \(header.format) behind a file of format \(format)"))
        }
        return Opened(name: name, file: file, header: header, headerLine: line)
    }

    private func size(of file: any StoreFile) throws(StoreError) -> Int64 {
        do {
            return try file.size()
        } catch {
            throw error.storeError
        }
    }
}
