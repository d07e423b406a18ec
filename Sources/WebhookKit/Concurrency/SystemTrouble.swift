#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// Tells this machine's own trouble from that of a receiver (SPEC D-16).
package enum SystemTrouble {
    /// Whether an error number means that this process or machine has run out of something.
    package static func isLocal(_ code: CInt) -> Bool {
        [EMFILE, ENFILE, ENOMEM, ENOBUFS, EADDRNOTAVAIL].contains(code)
    }

    /// Says so when no descriptor is left, which libraries report as all sorts of things: a name that
    /// does not exist, a host that refuses.
    package static func ofDescriptors() -> String? {
        #if canImport(Glibc)
            let kind = CInt(SOCK_DGRAM.rawValue)
        #else
            let kind = CInt(SOCK_DGRAM)
        #endif
        let descriptor = socket(AF_INET, kind, 0)
        let code = errno
        guard descriptor < 0 else {
            close(descriptor)
            return nil
        }
        return isLocal(code) ? "no socket can be opened (errno \(code))" : nil
    }
}
