import WebhookKit

/// The journal that is being written: lines gather in a buffer and go to the file in one write.
struct Journal {
    /// Its name.
    private(set) var name: JournalFile
    /// How far it reaches: what follows was never written, or must not be believed.
    private(set) var end: FileMark
    /// Lines that are not in the file yet.
    var writer: RecordWriter
    /// The id of the store, in the header of every file.
    let store: String

    private let files: any FileSystem
    private let folder: StoreFolder
    private(set) var file: any StoreFile
    /// How much of it is known to be on the disk.
    private(set) var safe: FileMark
    private var reserved: Int64

    /// Goes on with a journal that is sound and on the disk up to `end`.
    init(
        _ name: JournalFile,
        file: any StoreFile,
        end: FileMark,
        store: String,
        in folder: StoreFolder,
        of files: any FileSystem
    ) {
        self.name = name
        self.file = file
        self.end = end
        self.store = store
        self.folder = folder
        self.files = files
        safe = end
        reserved = end.length
        writer = RecordWriter(checksum: Checksum.ofLine, after: end.sum)
        writer.safe = end.length
    }

    /// Where what stands at this place of the buffer will stand in the file.
    func place(of range: Range<Int>) -> Place {
        Place(
            file: name.key,
            offset: end.length + Int64(range.lowerBound),
            count: UInt32(clamping: range.count)
        )
    }

    /// How far it will reach when what has gathered is written.
    var endWithBuffer: FileMark {
        FileMark(length: end.length + Int64(writer.bytes.count), sum: writer.last)
    }

    /// Makes sure that the disk has room for this many bytes more.
    mutating func reserve(_ count: Int) throws(FileError) {
        let needed = end.length + Int64(count)
        guard needed > reserved else { return }
        do {
            try file.reserve(from: end.length, upTo: needed + Self.reserveStep)
            reserved = needed + Self.reserveStep
        } catch {
            // The last room of a disk goes in small pieces.
            try file.reserve(from: end.length, upTo: needed)
            reserved = needed
        }
    }

    private static let reserveStep: Int64 = 1 << 20

    /// Writes what has gathered.
    mutating func flush() throws(FileError) {
        guard !writer.bytes.isEmpty else { return }
        try file.write(writer.bytes, at: end.length)
        end = endWithBuffer
        dropBuffer()
    }

    /// Waits until what was written is on the disk.
    mutating func sync() throws(FileError) {
        guard safe != end else { return }
        try file.sync()
        noteSync()
    }

    private mutating func noteSync() {
        safe = end
        writer.safe = end.length
    }

    /// Forgets lines that could not be written.
    mutating func dropBuffer() {
        // A buffer that one large batch has blown up does not stay that large.
        let isLarge = writer.bytes.capacity > 4 << 20
        writer.bytes.removeAll(keepingCapacity: !isLarge)
        writer.cut(to: 0, after: end.sum)
    }

    /// Takes back what a failed write may have left behind the end.
    mutating func cutBack() throws(FileError) {
        dropBuffer()
        try file.truncate(to: end.length)
        reserved = end.length
        try file.sync()
        noteSync()
    }

    /// Begins the next journal; this one counts up to `mark`, the rest is forgotten.
    ///
    /// What is in the buffer must have been flushed. After an error this journal must not grow before
    /// another try has worked or ``takeRotationBack()`` has.
    mutating func rotate(keeping mark: FileMark) throws(FileError) {
        let next = JournalFile.journal(name.number + 1)
        let header = FileHeader(
            store: store,
            file: .journal,
            number: next.number,
            previousLength: mark.length
        )
        let (file, end) = try Self.create(next, header, after: mark.sum, in: folder, of: files)
        // The room that was reserved behind the end goes back to the disk.
        try? self.file.truncate(to: mark.length)
        self = Journal(next, file: file, end: end, store: store, in: folder, of: files)
    }

    /// Removes what a failed rotation may have left, which would cut this journal short: the next one
    /// may have got its name although the folder could not be synced.
    func takeRotationBack() throws(FileError) {
        do {
            try files.remove(folder.path(of: .journal(name.number + 1)))
        } catch {
            // Most failures come before it gets its name, and leave nothing to make sure of.
            if error.kind == .notFound { return }
            throw error
        }
        try files.syncFolder(folder.path)
    }

    /// Creates a journal with its header; it is on the disk when this returns.
    ///
    /// - Parameter last: The sum of the last line of the journal before; zero for the first journal.
    static func create(
        _ name: JournalFile,
        _ header: FileHeader,
        after last: UInt64 = 0,
        in folder: StoreFolder,
        of files: any FileSystem
    ) throws(FileError) -> (file: any StoreFile, end: FileMark) {
        let writer = Self.header(header, after: last)
        let path = folder.path(of: name)
        // A number that a failed rotation has used before stands for nothing yet.
        try files.writeAtomically(writer.bytes, to: path, in: folder.path)
        let end = FileMark(length: Int64(writer.bytes.count), sum: writer.last)
        return (try files.open(path, forWriting: true), end)
    }

    /// The first line of a journal.
    static func header(_ header: FileHeader, after last: UInt64 = 0) -> RecordWriter {
        var writer = RecordWriter(checksum: Checksum.ofLine, after: last)
        writer.write(header)
        return writer
    }
}
