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

/// A descriptor of the system that is closed once: when told so, or with the object.
final class OpenDescriptor: Sendable {
    /// For system calls; not to be used any more after ``shut()``.
    let number: CInt
    private let isOpen = Locked(true)

    init(_ number: CInt) {
        self.number = number
    }

    deinit { shut() }

    /// Closes it.
    func shut() {
        let wasOpen = isOpen.withLock { isOpen in
            defer { isOpen = false }
            return isOpen
        }
        guard wasOpen else { return }
        // A forked child may have a copy, which would keep a pair of sockets connected.
        shutdown(number, CInt(SHUT_RDWR))
        close(number)
    }
}
