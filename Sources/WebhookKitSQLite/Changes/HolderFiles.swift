import WebhookKit
import WebhookKitSQL

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// The locked files beside the database that tell which holders of leases are alive (D-8).
///
/// A lock of `flock` belongs to one opening of a file. The kernel lets go of it when the process dies,
/// however it dies, and keeps it while the process stands still. A child that was forked and has not
/// called `exec` shares it: then the leases expire by time, as they do wherever a file is missing or
/// cannot be locked.
///
/// Every call is made under the database's write lock, but for ``remove(_:)``; nothing waits.
struct HolderFiles {
    private let prefix: String

    /// - Parameter path: the database, as SQLite has resolved it: the host may change its folder.
    init(path: String, names: TableNames) {
        prefix = "\(path)-\(names.table("holder"))-"
    }

    /// What a file tells of its holder.
    enum Fate {
        case dead
        /// Alive, or nobody can tell.
        case alive
        /// The file is gone: nobody can tell any more.
        case missing
    }

    /// What became of making a file.
    enum Making {
        case made(HolderLock)
        /// There is one of this number, which somebody left.
        case taken
        /// The system does not let us.
        case refused
    }

    /// Makes a holder's file, mode 0600, and locks it.
    func make(_ number: Int64) -> Making {
        // What stands there already is neither followed nor used.
        let flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let descriptor = retrying { unsafe open(path(of: number), flags, mode_t(0o600)) }
        guard descriptor >= 0 else { return errno == EEXIST ? .taken : .refused }
        let file = OpenDescriptor(descriptor)
        // Whatever the umask has taken away.
        guard fchmod(descriptor, 0o600) == 0, lock(descriptor) else {
            remove(number)
            return .refused
        }
        return .made(HolderLock(file))
    }

    /// Tells whether another holder is dead.
    func fate(of number: Int64) -> Fate {
        // No link is followed, no pipe waited for.
        let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
        let descriptor = retrying { unsafe open(path(of: number), flags) }
        guard descriptor >= 0 else { return errno == ENOENT ? .missing : .alive }
        defer { close(descriptor) }
        var state = stat()
        guard unsafe fstat(descriptor, &state) == 0, state.st_mode & S_IFMT == S_IFREG else {
            return .alive
        }
        // Only we could take it meanwhile, and closing lets go of it.
        return lock(descriptor) ? .dead : .alive
    }

    /// Removes the file of a holder that is dead or leaves.
    func remove(_ number: Int64) {
        // What is left is found again, without its row.
        unsafe unlink(path(of: number))
    }

    /// The numbers of all files that there are; none when the folder cannot be read.
    func numbers() -> [Int64] {
        let (folder, start) = split
        guard let stream = unsafe opendir(folder) else { return [] }
        defer { unsafe closedir(stream) }
        guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { return [] }
        var numbers: [Int64] = []
        while let entry = unsafe readdir(stream) {
            // An entry is only as long as its name.
            let bytes = unsafe UnsafeRawPointer(entry).advanced(by: offset)
            let name = unsafe String(cString: bytes.assumingMemoryBound(to: CChar.self))
            // Byte by byte: to the file system other spellings of a letter are other letters.
            guard name.utf8.starts(with: start.utf8) else { continue }
            let rest = name.utf8.dropFirst(start.utf8.count)
            if let number = Int64(Substring(rest)) { numbers.append(number) }
        }
        return numbers
    }

    private func path(of number: Int64) -> String { prefix + String(number) }

    private var split: (folder: String, start: String) {
        let folder = FileEvents.folder(of: prefix)
        let start = prefix.lastIndex(of: "/").map { prefix.index(after: $0) }
        return (folder, String(prefix[(start ?? prefix.startIndex)...]))
    }

    private func lock(_ descriptor: CInt) -> Bool {
        retrying { flock(descriptor, LOCK_EX | LOCK_NB) } == 0
    }

    /// Calls again when a signal came in between.
    private func retrying(_ call: () -> CInt) -> CInt {
        while true {
            let result = call()
            guard result < 0, errno == EINTR else { return result }
        }
    }
}

/// The lock that says that a holder is alive; it ends with the object.
final class HolderLock {
    private let file: OpenDescriptor

    init(_ file: OpenDescriptor) {
        self.file = file
    }

    // A forked child may have a copy of the descriptor, which would keep the lock.
    deinit { flock(file.number, LOCK_UN) }

    /// Whether the file still has a name, by which others find it.
    var isNamed: Bool {
        var state = stat()
        return unsafe fstat(file.number, &state) == 0 && state.st_nlink > 0
    }
}
