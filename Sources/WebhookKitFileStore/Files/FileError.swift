#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// What the file system refused, where, and what to do.
package struct FileError: Error, Sendable, CustomStringConvertible {
    /// The kinds of trouble that the store tells apart.
    package enum Kind: Sendable, Hashable, CaseIterable {
        /// Something else holds the lock.
        case locked
        /// No space, quota or permitted length is left.
        case full
        /// No such file, or no folder to hold it.
        case notFound
        /// The name is taken.
        case exists
        /// The user or the file system forbids it.
        case denied
        /// Too many open files in the process or the machine.
        case descriptors
        /// A link, pipe, device, file or folder where something else must be.
        case wrongType
        /// The disk failed.
        case io
        /// Anything else.
        case other
    }

    /// What kind of trouble.
    package let kind: Kind
    /// What was tried, such as "open".
    package let operation: String
    /// The file or folder.
    package let path: String
    /// The system's `errno`; 0 when it was not the system that refused.
    package let code: CInt
    private let detail: String?

    /// Makes an error of a known kind; `detail` says what was found instead of the system's words.
    package init(
        _ kind: Kind,
        _ operation: String,
        _ path: String,
        code: CInt = 0,
        detail: String? = nil
    ) {
        self.kind = kind
        self.operation = operation
        self.path = path
        self.code = code
        self.detail = detail
    }

    /// Makes an error from what the system said.
    package init(_ operation: String, _ path: String, code: CInt) {
        self.init(Kind(code), operation, path, code: code)
    }

    /// The operation, the path, what is wrong and what to do.
    package var description: String {
        let number = code == 0 ? "" : " (errno \(code))"
        return "cannot \(operation) \(path): \(detail ?? kind.meaning)\(number); \(kind.advice)"
    }
}

extension FileError.Kind {
    fileprivate init(_ code: CInt) {
        switch code {
        case ENOSPC, EDQUOT, EFBIG: self = .full
        case ENOENT: self = .notFound
        case EEXIST: self = .exists
        case EACCES, EPERM, EROFS: self = .denied
        case EMFILE, ENFILE: self = .descriptors
        case ELOOP, EISDIR, ENOTDIR: self = .wrongType
        case EIO: self = .io
        default: self = .other
        }
    }

    // A table of our own, because `strerror` is not safe in threads and `strerror_r` differs
    // between the C libraries.
    fileprivate var meaning: String {
        switch self {
        case .locked: "it is in use"
        case .full: "no space is left"
        case .notFound: "there is no such file or folder"
        case .exists: "the name is taken"
        case .denied: "permission denied, or the file system is read-only"
        case .descriptors: "too many files are open"
        case .wrongType: "it is a link, pipe, device, file or folder where something else must be"
        case .io: "the disk reports an error"
        case .other: "the system refuses"
        }
    }

    fileprivate var advice: String {
        switch self {
        case .locked: "give each store and process its own folder, or stop the one that uses it"
        case .full: "free space on that disk, or raise the quota or the limit on file sizes"
        case .notFound: "check the path, and create the folder that is to hold it"
        case .exists: "move it away"
        case .denied: "let this process's user read and write there, or choose another folder"
        case .descriptors: "raise the limit on open files (ulimit -n)"
        case .wrongType: "move it away, or choose another path"
        case .io: "look into the system's log, and save what can be saved of that disk"
        case .other: "look the number up, or choose another folder or disk"
        }
    }
}
