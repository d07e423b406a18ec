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

// What both kernels' ways of watching share; `FileEvents` itself is in a file for each of them.
extension FileEvents {
    /// The folder that holds `path`.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}

extension StoreError {
    /// The system forbids watching `path`, for the reason `code`, an `errno`.
    static func cannotWatch(_ path: String, code: CInt) -> StoreError {
        let advice =
            switch code {
            case EMFILE:
                "raise the limit on open files (ulimit -n) or, on Linux,"
                    + " fs.inotify.max_user_instances: each open store takes one"
            case ENFILE: "the machine has too many files open: raise fs.file-max"
            case ENOSPC: "raise fs.inotify.max_user_watches: each open store takes one"
            case ENOMEM: "the kernel has no memory left"
            case ENOENT, ENOTDIR: "its folder is not there"
            case EACCES, EPERM: "let this process's user read it and its folder"
            default: "look the number up"
            }
        return StoreError(.unavailable, "cannot watch \(path) (errno \(code)): \(advice)")
    }
}
