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
        let descriptor = unsafe open(
            partial,
            O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
            mode_t(0o600)
        )
        guard descriptor >= 0 else { throw failure(partial) }
        defer { close(descriptor) }
        fchmod(descriptor, 0o600)
        do throws(StoreError) {
            let connection = try opening.openForChecking()
            try connection.run("VACUUM INTO ?1", partial)
            try voidLeases(in: partial)
            guard fsync(descriptor) == 0 else { throw failure(partial) }
            // link refuses what rename would overwrite.
            guard unsafe link(partial, target) == 0 else { throw failure(target) }
            unsafe unlink(partial)
        } catch {
            unsafe unlink(partial)
            throw error
        }
        try syncFolder()
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
