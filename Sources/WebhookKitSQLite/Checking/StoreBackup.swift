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

/// Copies a database into a new file: under another name first, so that it is there whole or not at
/// all.
struct StoreBackup {
    let opening: StoreOpening
    let target: String

    func write() throws(StoreError) {
        var state = stat()
        guard unsafe lstat(target, &state) != 0 else {
            throw StoreError(.unavailable, "\(target): something is there already")
        }
        let partial = target + "-partial"
        let descriptor = try claim(partial)
        defer { close(descriptor) }
        do throws(StoreError) {
            // By its path, which may be another file's by now.
            try opening.files.check()
            let connection = try opening.openForChecking()
            try connection.run("VACUUM INTO ?1", partial)
            try voidLeases(in: partial)
            var written = stat()
            guard unsafe fstat(descriptor, &written) == 0, written.st_size > 0 else {
                throw StoreError(.unavailable, "\(partial): SQLite has written another file")
            }
            guard fsync(descriptor) == 0 else { throw failure(partial) }
            // link refuses what rename would overwrite.
            guard unsafe link(partial, target) == 0 else { throw failure(target) }
            remove(partial)
        } catch {
            remove(partial)
            throw error
        }
        try syncFolder()
    }

    /// Makes the partial file, mode 0600, and locks it while it is written; one that a process has left
    /// behind, which holds no lock any more, is removed first.
    private func claim(_ partial: String) throws(StoreError) -> CInt {
        for _ in 0..<2 {
            let flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
            let descriptor = unsafe open(partial, flags, mode_t(0o600))
            if descriptor >= 0 {
                // Whatever the umask has taken away.
                if fchmod(descriptor, 0o600) == 0, flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
                    return descriptor
                }
                defer { close(descriptor) }
                throw failure(partial)
            }
            guard errno == EEXIST else { throw failure(partial) }
            let left = unsafe open(partial, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
            guard left >= 0 else { throw failure(partial) }
            defer { close(left) }
            guard isFile(left), flock(left, LOCK_EX | LOCK_NB) == 0 else {
                throw StoreError(.busy, "\(partial): another backup is writing there")
            }
            remove(partial)
        }
        throw StoreError(.busy, "\(partial): another backup is writing there")
    }

    private func isFile(_ descriptor: CInt) -> Bool {
        var state = stat()
        return unsafe fstat(descriptor, &state) == 0 && state.st_mode & S_IFMT == S_IFREG
    }

    /// Removes the partial file, and a journal that SQLite may have begun beside it.
    private func remove(_ partial: String) {
        for suffix in ["", "-journal"] { unsafe unlink(partial + suffix) }
    }

    /// Nobody holds a lease of the copy, or can settle one there.
    private func voidLeases(in partial: String) throws(StoreError) {
        let copy = try Connection(
            path: partial,
            names: opening.names,
            busyTimeout: opening.configuration.busyTimeout
        )
        // No file beside it; if this breaks off there is no copy.
        try copy.execute("PRAGMA journal_mode = MEMORY")
        try copy.execute("UPDATE {leases} SET ends = 0, holder = NULL")
        try copy.execute("DELETE FROM {holders}")
    }

    private func syncFolder() throws(StoreError) {
        let slash = target.lastIndex(of: "/")
        let folder = slash.map { String(target[...$0]) } ?? "."
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure(folder) }
    }

    private func failure(_ path: String) -> StoreError {
        let code = errno
        let reason = unsafe String(cString: strerror(code))
        return StoreError(code == ENOSPC ? .full : .unavailable, "\(path): \(reason)")
    }
}
