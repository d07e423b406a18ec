#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// The operating system's files.
package struct SystemFileSystem: FileSystem {
    private static let privateFile: mode_t = 0o600
    private static let privateFolder: mode_t = 0o700

    package init() {}

    package func list(_ folder: String) throws(FileError) -> [String] {
        try FileError.checkPath("list", folder)
        guard let stream = unsafe opendir(folder) else {
            throw FileError("list", folder, code: errno)
        }
        defer { unsafe closedir(stream) }
        guard let start = MemoryLayout<dirent>.offset(of: \.d_name) else { return [] }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else { break }
            // The system's entries are only as long as their names, so none is copied whole.
            let name = unsafe UnsafeRawPointer(entry).advanced(by: start)
            names.append(unsafe String(cString: name.assumingMemoryBound(to: CChar.self)))
        }
        let code = errno
        guard code == 0 else { throw FileError("list", folder, code: code) }
        return names.filter { $0 != "." && $0 != ".." }.sorted()
    }

    package func create(_ path: String) throws(FileError) -> any StoreFile {
        SystemFile(try created("create", path))
    }

    package func open(_ path: String, forWriting: Bool) throws(FileError) -> any StoreFile {
        SystemFile(try opened("open", path, forWriting: forWriting))
    }

    package func rename(_ path: String, to target: String) throws(FileError) {
        try FileError.checkPath("rename", path)
        try FileError.checkPath("rename to", target)
        try FileError.check("rename", path) {
            #if canImport(Darwin)
                unsafe Darwin.rename(path, target)
            #elseif canImport(Glibc)
                unsafe Glibc.rename(path, target)
            #elseif canImport(Musl)
                unsafe Musl.rename(path, target)
            #elseif canImport(Android)
                unsafe Android.rename(path, target)
            #endif
        }
    }

    package func remove(_ path: String) throws(FileError) {
        try FileError.checkPath("remove", path)
        try FileError.check("remove", path) { unsafe unlink(path) }
    }

    package func syncFolder(_ path: String) throws(FileError) {
        let folder = try Descriptor("sync", path, flags: O_RDONLY | O_DIRECTORY)
        do {
            try folder.sync(dataOnly: false)
        } catch {
            // Some network file systems cannot sync folders and say so.
            guard error.code == EINVAL || error.code == ENOTSUP else { throw error }
        }
    }

    package func lock(_ path: String) throws(FileError) -> any FileLock {
        var descriptor: Descriptor
        do {
            descriptor = try created("lock", path)
        } catch {
            guard error.kind == .exists else { throw error }
            descriptor = try opened("lock", path, forWriting: true)
        }
        do {
            try FileError.check("lock", path) { flock(descriptor.number, LOCK_EX | LOCK_NB) }
        } catch {
            guard error.code == EWOULDBLOCK else { throw error }
            throw FileError(.locked, "lock", path, code: error.code)
        }
        return SystemLock(descriptor)
    }

    private func created(_ operation: String, _ path: String) throws(FileError) -> Descriptor {
        let flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW
        return try Descriptor(operation, path, flags: flags, mode: Self.privateFile)
    }

    private func opened(
        _ operation: String,
        _ path: String,
        forWriting: Bool
    ) throws(FileError) -> Descriptor {
        try FileType.of(operation, path).require(.file, operation, path)
        // Something else may take its place at this moment: still no link is followed, no pipe
        // waited for, and nothing but a file used.
        let flags = (forWriting ? O_RDWR : O_RDONLY) | O_NOFOLLOW | O_NONBLOCK
        let descriptor = try Descriptor(operation, path, flags: flags)
        try descriptor.requireFile(operation)
        return descriptor
    }
}

extension SystemFileSystem {
    package func prepareFolder(_ path: String) throws(FileError) {
        let path = Self.withoutTrailingSlashes(path)
        let parent = Self.parent(of: path)
        if try makeFolder(path) {
            try syncFolder(parent)
            return
        }
        // Whoever created it may have died before its name was on the disk.
        do {
            try syncFolder(parent)
        } catch {
            // Nothing to be done where the parent is out of bounds.
            guard error.kind == .denied else { throw error }
        }
    }

    /// - Returns: Whether it was missing.
    private func makeFolder(_ path: String) throws(FileError) -> Bool {
        let operation = "use as a folder"
        try FileError.checkPath(operation, path)
        do {
            try FileError.check("create the folder", path) {
                unsafe mkdir(path, Self.privateFolder)
            }
        } catch {
            switch error.kind {
            case .notFound:
                let detail = "the folder \(Self.parent(of: path)) that is to hold it is missing"
                throw FileError(.notFound, error.operation, path, code: error.code, detail: detail)
            default:
                // Read-only places and full disks may hold the folder already.
                guard let type = try? FileType.of(operation, path) else { throw error }
                try type.require(.folder, operation, path)
                return false
            }
        }
        try FileError.check("create the folder", path) { unsafe chmod(path, Self.privateFolder) }
        return true
    }

    /// A trailing slash would make the system follow a link.
    private static func withoutTrailingSlashes(_ path: String) -> String {
        var path = path[...]
        while path.utf8.count > 1, path.hasSuffix("/") { path.removeLast() }
        return String(path)
    }

    private static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}

/// A lock of `flock`, which belongs to one opening of the file.
private final class SystemLock: FileLock {
    private let descriptor: Descriptor

    init(_ descriptor: Descriptor) { self.descriptor = descriptor }

    // Closing would not end it while a child process that has not called exec yet shares it.
    deinit { flock(descriptor.number, LOCK_UN) }
}
