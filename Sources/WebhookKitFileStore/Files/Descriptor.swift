#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// An open file or folder of the system; closed when the object goes.
final class Descriptor: Sendable {
    let number: CInt
    let path: String

    /// Opens `path`; no child process inherits it.
    ///
    /// - Parameter mode: The permissions of a file that is created, whatever the umask.
    init(
        _ operation: String,
        _ path: String,
        flags: CInt,
        mode: mode_t? = nil
    ) throws(FileError) {
        try FileError.checkPath(operation, path)
        number = try FileError.check(operation, path) {
            #if canImport(Darwin)
                unsafe Darwin.open(path, flags | O_CLOEXEC, mode ?? 0)
            #elseif canImport(Glibc)
                unsafe Glibc.open(path, flags | O_CLOEXEC, mode ?? 0)
            #elseif canImport(Musl)
                unsafe Musl.open(path, flags | O_CLOEXEC, mode ?? 0)
            #elseif canImport(Android)
                unsafe Android.open(path, flags | O_CLOEXEC, mode ?? 0)
            #endif
        }
        self.path = path
        if let mode {
            try FileError.check(operation, path) { fchmod(number, mode) }
        }
    }

    deinit { close(number) }

    func status(_ operation: String) throws(FileError) -> stat {
        var result = stat()
        try FileError.check(operation, path) { unsafe fstat(number, &result) }
        return result
    }

    /// Fails unless this is a regular file.
    func requireFile(_ operation: String) throws(FileError) {
        try FileType(status(operation)).require(.file, operation, path)
    }

    /// Waits until the disk has it, and not just the disk's own cache where the system can tell.
    ///
    /// - Parameter dataOnly: Leaves out times and permissions, which nobody needs after a crash.
    func sync(dataOnly: Bool) throws(FileError) {
        #if canImport(Darwin)
            if fcntl(number, F_FULLFSYNC) == 0 { return }
            try FileError.check("sync", path) { fsync(number) }
        #else
            try FileError.check("sync", path) { dataOnly ? fdatasync(number) : fsync(number) }
        #endif
    }
}

extension FileError {
    /// Makes a call that answers -1 on failure; once more each time that a signal interrupts it.
    @discardableResult
    static func check<Result: SignedInteger>(
        _ operation: String,
        _ path: String,
        _ call: () -> Result
    ) throws(FileError) -> Result {
        while true {
            let result = call()
            if result != -1 { return result }
            let code = errno
            if code != EINTR { throw FileError(operation, path, code: code) }
        }
    }

    /// Refuses a path that C would cut short and so take for another one.
    static func checkPath(_ operation: String, _ path: String) throws(FileError) {
        if path.utf8.contains(0) {
            throw FileError(.other, operation, path, detail: "the path contains a NUL")
        }
    }
}
