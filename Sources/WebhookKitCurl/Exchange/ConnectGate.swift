#if canImport(WebhookKitCCurl)
import WebhookKit
import WebhookKitCCurl

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Android)
import Android
#endif

/// Opens the sockets of one exchange, or refuses to (S-2).
///
/// The address that libcurl is about to connect to is judged here, so a name that has changed its
/// address since the core looked it up gains nothing.
struct ConnectGate {
    /// What judges; nil behind a proxy, whose own address is the operator's choice.
    private let destination: DestinationPolicy?
    /// The first address that was refused.
    private(set) var refused: HostAddress?
    /// The sockets opened.
    private(set) var opened: [CInt] = []
    /// Whether one of them is for IPv4.
    private(set) var hasOpenedIPv4 = false
    /// Whether one of them is for IPv6.
    private(set) var hasOpenedIPv6 = false
    /// Whether a kept connection was refused, because it had something to read.
    var hasRefusedInput = false
    /// The error number of the system when it gave no socket, and none after that.
    private(set) var systemError: CInt = 0

    init(destination: DestinationPolicy?) {
        self.destination = destination
    }

    /// Whether one of the sockets has a peer.
    var hasConnected: Bool {
        opened.contains { socket in
            var address = sockaddr_storage()
            var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
            return unsafe withUnsafeMutableBytes(of: &address) { bytes in
                unsafe getpeername(
                    socket,
                    bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self),
                    &length
                ) == 0
            }
        }
    }

    /// Opens a socket for an address; nil when none may or can be opened.
    mutating func open(_ family: CInt, _ kind: CInt, _ number: CInt, for address: [UInt8]) -> CInt?
    {
        if let destination {
            let address = HostAddress(socketAddress: address)
            // One refused address refuses those that come after it too (S-1).
            guard refused == nil, let address, destination.allows(address) else {
                refused = refused ?? address
                return nil
            }
        }
        #if canImport(Darwin)
        let descriptor = socket(family, kind, number)
        if descriptor >= 0 {
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            // SIGPIPE goes to the process there: no mask of the loop's thread keeps it away.
            var yes: CInt = 1
            let size = socklen_t(MemoryLayout<CInt>.size)
            unsafe setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &yes, size)
        }
        #elseif canImport(Glibc)
        let descriptor = socket(family, kind | CInt(SOCK_CLOEXEC.rawValue), number)
        #else
        let descriptor = socket(family, kind | CInt(SOCK_CLOEXEC), number)
        #endif
        guard descriptor >= 0 else {
            systemError = errno
            return nil
        }
        opened.append(descriptor)
        systemError = 0
        if family == AF_INET { hasOpenedIPv4 = true }
        if family == AF_INET6 { hasOpenedIPv6 = true }
        return descriptor
    }
}
#endif
