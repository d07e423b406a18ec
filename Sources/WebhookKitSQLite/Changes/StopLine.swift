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

/// How a thread that is blocked in `poll` is told to end: one end is closed, the other hangs up.
final class StopLine: Sendable {
    private let here: OpenDescriptor
    /// What the thread polls and shuts when it ends; it can be read as soon as the line is cut.
    let there: OpenDescriptor

    init() throws(StoreError) {
        #if canImport(Glibc)
            let stream = CInt(SOCK_STREAM.rawValue)
        #else
            let stream = SOCK_STREAM
        #endif
        #if canImport(Darwin)
            let kind = stream
        #else
            // The kernel's SOCK_CLOEXEC is this very bit; the C libraries disagree on its type.
            let kind = stream | O_CLOEXEC
        #endif
        var ends: [CInt] = [-1, -1]
        guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
            throw StoreError(
                .unavailable,
                "no pair of sockets can be made (errno \(errno)); raise the limit on open files"
                    + " (ulimit -n)"
            )
        }
        (here, there) = (OpenDescriptor(ends[0]), OpenDescriptor(ends[1]))
        #if canImport(Darwin)
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        #endif
    }

    /// Tells the thread to end; more than once does no harm.
    func cut() {
        here.shut()
    }
}
