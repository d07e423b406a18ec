#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// What a path leads to.
enum FileType: String {
    case file = "a regular file"
    case folder = "a folder"
    case link = "a symbolic link"
    case pipe = "a pipe"
    case other = "a device or socket"

    init(_ status: stat) {
        let bits = status.st_mode & mode_t(S_IFMT)
        self =
            if bits == mode_t(S_IFREG) {
                .file
            } else if bits == mode_t(S_IFDIR) {
                .folder
            } else if bits == mode_t(S_IFLNK) {
                .link
            } else if bits == mode_t(S_IFIFO) {
                .pipe
            } else {
                .other
            }
    }

    /// Looks without opening or following, so that pipes and devices notice nothing.
    static func of(_ operation: String, _ path: String) throws(FileError) -> FileType {
        try FileError.checkPath(operation, path)
        var status = stat()
        try FileError.check(operation, path) { unsafe lstat(path, &status) }
        return FileType(status)
    }

    /// Fails unless this is the type that must be there.
    func require(
        _ wanted: FileType,
        _ operation: String,
        _ path: String
    ) throws(FileError) {
        guard self != wanted else { return }
        throw FileError(
            .wrongType,
            operation,
            path,
            detail: "it is \(rawValue) where \(wanted.rawValue) must be"
        )
    }
}
