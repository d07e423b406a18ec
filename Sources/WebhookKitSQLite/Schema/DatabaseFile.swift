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
/// not there (SPEC S-6).
///
/// A file that is there is never opened here: closing it would end the locks that other connections
/// of this process have on it.
struct DatabaseFile: Sendable {
    let path: String

    /// Makes it if need be.
    func prepare() throws(StoreError) {
        let isEmpty = try size() ?? 0 == 0
        if isEmpty { try refuseOrphans() }
        if try !isThere() { try create() }
    }

    /// Whether there is such a file.
    func isThere() throws(StoreError) -> Bool { try size() != nil }

    /// Its size; nil when nothing is there.
    private func size() throws(StoreError) -> Int64? {
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
    private func refuseOrphans() throws(StoreError) {
        for suffix in ["-wal", "-journal"] {
            guard let state = try status(of: path + suffix), state.st_size > 0 else { continue }
            throw .damaged(
                "\(path)\(suffix) is there without its database: put the database back, or move the "
                    + "file away if it is not needed"
            )
        }
    }

    private func create() throws(StoreError) {
        let flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let descriptor = unsafe open(path, flags, mode_t(0o600))
        guard descriptor >= 0 else {
            // Another process was quicker.
            if errno == EEXIST { return }
            throw failure("cannot be made", errno)
        }
        // Whatever the umask has taken away.
        fchmod(descriptor, 0o600)
        close(descriptor)
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
