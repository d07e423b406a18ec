import WebhookKit

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// The file before SQLite touches it: refused when it is no plain file, made with mode 0600 when it is
/// not there (S-6).
///
/// A file that is there is never opened here: closing it would end the locks that other connections
/// of this process have on it.
struct DatabaseFile: Sendable {
    let path: String

    /// Makes it if need be.
    func prepare() throws(StoreError) {
        let size = try size(of: path)
        for suffix in ["-wal", "-journal", "-shm"] { _ = try self.size(of: path + suffix) }
        if size ?? 0 == 0 { try refuseOrphans(isMade: size != nil) }
        if size == nil { try create() }
    }

    /// Whether there is such a file.
    func isThere() throws(StoreError) -> Bool { try size(of: path) != nil }

    /// A file's size; nil when nothing is there.
    private func size(of path: String) throws(StoreError) -> Int64? {
        guard let state = try status(of: path) else { return nil }
        guard state.st_mode & S_IFMT == S_IFREG else {
            throw StoreError(
                .unavailable,
                "\(path): it is a \(Self.kind(of: state.st_mode)), not a file; take another path"
            )
        }
        return Int64(state.st_size)
    }

    /// A write-ahead log or a journal without its database: SQLite would throw it away.
    ///
    /// - Parameter isMade: whether the file is there, empty: then a journal may be of the moment in
    ///   which the database was being made, by a process that died or is at it still.
    private func refuseOrphans(isMade: Bool) throws(StoreError) {
        for suffix in ["-wal", "-journal"] {
            guard try size(of: path + suffix) ?? 0 > 0 else { continue }
            if isMade, suffix == "-journal", try isOfAnEmptyDatabase(path + suffix) { continue }
            throw .damaged(
                "\(path)\(suffix) is there without its database: put the database back, or move the "
                    + "file away if it is not needed"
            )
        }
    }

    /// Whether a journal says that the database had no pages before it, in bytes 16 to 19, or says
    /// nothing at all.
    private func isOfAnEmptyDatabase(_ journal: String) throws(StoreError) -> Bool {
        let descriptor = unsafe open(journal, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return true }
            throw failure("its journal cannot be read", errno)
        }
        defer { close(descriptor) }
        var header = [UInt8](repeating: 0, count: 28)
        let count = unsafe read(descriptor, &header, header.count)
        guard count >= 0 else { throw failure("its journal cannot be read", errno) }
        return header[16..<20].allSatisfy { $0 == 0 }
    }

    private func create() throws(StoreError) {
        let flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let descriptor = unsafe open(path, flags, mode_t(0o600))
        guard descriptor >= 0 else {
            // Another process was quicker.
            if errno == EEXIST { return }
            throw failure("cannot be made", errno)
        }
        defer { close(descriptor) }
        // Whatever the umask has taken away.
        guard fchmod(descriptor, 0o600) == 0 else { throw failure("cannot be made", errno) }
        // Its name before its journal's: one that a loss of power left alone would look like damage.
        let folder = unsafe open(FileEvents.folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }

    /// What stands at a path, links not followed; nil when nothing does.
    private func status(of path: String) throws(StoreError) -> stat? {
        var state = stat()
        guard unsafe lstat(path, &state) == 0 else {
            if errno == ENOENT { return nil }
            throw failure("cannot be looked at", errno)
        }
        return state
    }

    private func failure(_ what: String, _ code: CInt) -> StoreError {
        let reason = unsafe String(cString: strerror(code))
        let kind: StoreError.Code = code == ENOSPC || code == EDQUOT ? .full : .unavailable
        return StoreError(kind, "\(path): \(what): \(reason)")
    }

    private static func kind(of mode: mode_t) -> String {
        switch mode & S_IFMT {
        case S_IFLNK: "symbolic link"
        case S_IFDIR: "folder"
        case S_IFIFO: "FIFO"
        case S_IFSOCK: "socket"
        default: "device"
        }
    }
}
