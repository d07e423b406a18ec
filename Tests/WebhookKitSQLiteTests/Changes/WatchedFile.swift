#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// A path in a folder of its own, for one test; both go with the object.
final class WatchedFile: Sendable {
    let folder: String
    let path: String

    init() throws {
        var template = Array("/tmp/webhookkit-changes-XXXXXX".utf8CString)
        let made = unsafe template.withUnsafeMutableBufferPointer { buffer -> String? in
            guard let start = buffer.baseAddress, let name = unsafe mkdtemp(start) else {
                return nil
            }
            return unsafe String(cString: name)
        }
        guard let made else { throw WatchedFileError(code: errno) }
        (folder, path) = (made, "\(made)/database-wal")
    }

    deinit {
        for name in ["database-wal", "other", "moved"] { unsafe unlink("\(folder)/\(name)") }
        unsafe rmdir(folder)
    }

    /// Makes or opens a file in the folder and does something with its descriptor.
    func open(
        _ name: String = "database-wal",
        _ body: (CInt) -> Void = { _ in }
    ) throws {
        let descriptor = unsafe fopen("\(folder)/\(name)", "a+")
        guard let descriptor = unsafe descriptor else { throw WatchedFileError(code: errno) }
        defer { unsafe fclose(descriptor) }
        body(unsafe fileno(descriptor))
    }

    /// Appends one byte.
    func write(to name: String = "database-wal") throws {
        try open(name) { Self.write(to: $0) }
    }

    static func write(to descriptor: CInt) {
        let byte: [UInt8] = [7]
        _ = unsafe byte.withUnsafeBytes { unsafe send($0, to: descriptor) }
    }

    private static func send(_ bytes: UnsafeRawBufferPointer, to descriptor: CInt) -> Int {
        #if canImport(Darwin)
            unsafe Darwin.write(descriptor, bytes.baseAddress, bytes.count)
        #elseif canImport(Glibc)
            unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        #elseif canImport(Musl)
            unsafe Musl.write(descriptor, bytes.baseAddress, bytes.count)
        #elseif canImport(Android)
            unsafe Android.write(descriptor, bytes.baseAddress, bytes.count)
        #endif
    }

    func remove() throws {
        guard unsafe unlink(path) == 0 else { throw WatchedFileError(code: errno) }
    }

    func move(_ name: String, to other: String) throws {
        guard unsafe rename("\(folder)/\(name)", "\(folder)/\(other)") == 0 else {
            throw WatchedFileError(code: errno)
        }
    }

    func cut() throws {
        guard unsafe truncate(path, 0) == 0 else { throw WatchedFileError(code: errno) }
    }

    /// In bytes; nil when there is none.
    var size: Int? {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? Int(status.st_size) : nil
    }

    /// Takes a look without changing anything.
    func look() throws {
        try open { descriptor in
            var bytes = [UInt8](repeating: 0, count: 64)
            _ = unsafe pread(descriptor, &bytes, bytes.count, 0)
        }
    }
}

struct WatchedFileError: Error {
    let code: CInt
}
